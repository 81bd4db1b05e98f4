internal import Figures
internal import Pipeline

/// The rows of several tables as one list, each with the sweep labels of its table.
struct GatheredRows {
  /// A column that at least one table has; sweep axes are columns of text.
  struct Heading {
    var name: String
    var unit: String?
    var isNumeric: Bool
  }

  /// One row: every value as text, and the numbers among them.
  struct Row {
    var texts: [String: String] = [:]
    var numbers: [String: Double] = [:]
  }

  /// Sweep axes first, then columns, each in order of appearance.
  private(set) var columns: [Heading] = []
  var rows: [Row] = []
  /// Remarks of the tables, each once.
  var notes: [String] = []

  init(_ tables: [Labelled<Table>]) {
    for axis in tables.flatMap(\.labels).map(\.axis).uniqued {
      columns.append(Heading(name: axis, isNumeric: false))
    }
    for table in tables {
      for column in table.value.columns where self[column.name] == nil {
        let isNumeric = column.values.numbers != nil
        columns.append(Heading(name: column.name, unit: column.unit, isNumeric: isNumeric))
      }
      // An axis cannot have the unit of some of its values.
      for column in table.value.columns {
        for place in columns.indices
        where columns[place].name == column.name && columns[place].unit != column.unit {
          columns[place].unit = nil
        }
      }
      rows += Self.rows(of: table)
    }
    notes = tables.flatMap { $0.value.notes + $0.value.intervalRemarks }.uniqued
  }

  /// The column called `name`.
  subscript(name: String) -> Heading? { columns.first { $0.name == name } }

  /// The text that all rows have in a column, where they agree.
  func common(_ name: String) -> String? {
    let texts = Set(rows.map { $0.texts[name] })
    return texts.count == 1 ? texts.first ?? nil : nil
  }

  /// Columns of text in which two rows differ.
  func differences(_ a: Row, _ b: Row) -> [String] {
    columns.filter { !$0.isNumeric && a.texts[$0.name] != b.texts[$0.name] }.map(\.name)
  }

  private static func rows(of table: Labelled<Table>) -> [Row] {
    var rows = Array(repeating: Row(), count: table.value.rows)
    for column in table.value.columns {
      let texts = column.values.numbers?.map { $0.map(NumberText.exact) } ?? column.values.texts
      for row in rows.indices {
        rows[row].texts[column.name] = texts[row]
        rows[row].numbers[column.name] = column.values.numbers?[row]
      }
    }
    for label in table.labels {
      for row in rows.indices { rows[row].texts[label.axis] = label.value }
    }
    return rows
  }
}
