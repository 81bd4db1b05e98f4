internal import Pipeline

/// Tables as a report shows them: those of one title and shape, which a sweep yields, put together
/// with the sweep labels as columns.
struct GatheredTables {
  private(set) var tables: [Table] = []

  init(_ labelled: [Labelled<Table>]) {
    var families: [(key: [String], members: [Labelled<Table>])] = []
    for table in labelled {
      let key = [table.value.title] + table.value.columns.map(\.name) + table.labels.map(\.axis)
      // Two tables of one variant would make rows that nothing tells apart.
      let place = families.firstIndex { family in
        family.key == key && !table.labels.isEmpty
          && !family.members.contains { $0.labels == table.labels }
      }
      if let place {
        families[place].members.append(table)
      } else {
        families.append((key, [table]))
      }
    }
    tables = families.map { Self.joined($0.members) }
  }

  private static func joined(_ members: [Labelled<Table>]) -> Table {
    guard let first = members.first else { return Table("", columns: []) }
    let own = Set(first.value.columns.map(\.name))
    let axes = first.labels.map(\.axis).filter { !own.contains($0) }
    let labels = axes.map { axis in
      Column.text(
        axis,
        members.flatMap { table in
          let label = table.labels.first { $0.axis == axis }?.value
          return Array(repeating: label, count: table.value.rows)
        })
    }
    let columns = first.value.columns.indices.map { joined(members.map(\.value), column: $0) }
    var table = Table(
      first.value.title, columns: labels + columns, notes: members.flatMap(\.value.notes).uniqued)
    table.intervalRemarks = members.flatMap(\.value.intervalRemarks).uniqued
    return table
  }

  /// One column of all members; where their types differ, as text.
  private static func joined(_ tables: [Table], column: Int) -> Column {
    let parts = tables.map { $0.columns[column] }
    guard var result = parts.first else { return .text("", []) }
    for part in parts.dropFirst() {
      result.values =
        switch (result.values, part.values) {
        case (.integer(let a), .integer(let b)): .integer(a + b)
        case (.text(let a), let b): .text(a + b.texts)
        case (let a, .text(let b)): .text(a.texts + b)
        case (let a, let b): .number((a.numbers ?? []) + (b.numbers ?? []))
        }
    }
    return result
  }
}
