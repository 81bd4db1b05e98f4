/// A table as a value: typed columns, and one cell per column in every row.
package struct TableView: Equatable, Sendable {
  /// What the cells below a heading are.
  package enum Kind: Equatable, Sendable {
    case text
    case integer
    /// Numbers with fixed digits behind the point; four significant digits when absent.
    case number(decimals: Int? = nil)
    /// Numbers with an interval around them.
    case interval(decimals: Int? = nil)
  }

  /// A heading and what stands below it.
  package struct Column: Equatable, Sendable {
    package var name: String
    package var unit: String
    package var kind: Kind

    package init(_ name: String, unit: String = "", _ kind: Kind = .text) {
      self.name = name
      self.unit = unit
      self.kind = kind
    }

    /// The name with its unit in parentheses.
    var heading: String { unit.isEmpty ? name : "\(name) (\(unit))" }

    /// Whether cells line up at their right ends.
    var isNumeric: Bool { kind != .text }
  }

  /// One entry; a number that is not finite is shown as missing or infinite, never hidden.
  package enum Cell: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case interval(Double, low: Double, high: Double)
    case missing
  }

  package var title: String
  package var caption: String
  package var columns: [Column]
  package var rows: [[Cell]]
  /// Longer tables show this many rows and keep the others behind a fold.
  package var foldsAfter: Int

  package init(
    title: String = "", caption: String = "", columns: [Column], rows: [[Cell]],
    foldsAfter: Int = 20
  ) {
    self.title = title
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.foldsAfter = max(1, foldsAfter)
  }

  /// The cell below a column; a row that ends early has no value there.
  func cell(_ row: [Cell], _ column: Int) -> Cell {
    row.indices.contains(column) ? row[column] : .missing
  }
}
