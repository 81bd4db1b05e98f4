/// A matrix as coloured cells with the values written inside.
package struct Heatmap: Equatable, Sendable {
  /// How values become colours.
  package enum Colours: Equatable, Sendable {
    /// Light to dark.
    case sequential
    /// Two hues that meet at a value that means "no difference".
    case diverging(around: Double)
  }

  /// How the values in the cells are written.
  package enum Digits: Equatable, Sendable {
    /// Digits behind the point.
    case decimals(Int)
    /// At most so many significant digits, for values of different sizes.
    case significant(Int)
  }

  package var rowHeading: String
  package var columnHeading: String
  package var valueHeading: String
  package var rows: [String]
  package var columns: [String]
  /// For each row the names of the groups it belongs to, outermost first; equal ones stand together.
  package var rowGroups: [[String]] = []
  /// The same for each column.
  package var columnGroups: [[String]] = []
  /// One list per row; a value that is not finite is drawn as missing.
  package var values: [[Double]]
  package var colours: Colours
  /// Whether equal steps of colour add or multiply; a value without a logarithm has the colour of the low end.
  package var scale = Scale.Kind.linear
  /// The values at the two ends of the colours; found from the data when absent.
  package var domain: ClosedRange<Double>?
  /// How the values in the cells are written; fewer digits, or none, where they do not fit.
  package var digits: Digits

  package init(
    rows: [String], columns: [String], values: [[Double]], rowHeading: String = "",
    columnHeading: String = "", valueHeading: String = "", colours: Colours = .sequential,
    domain: ClosedRange<Double>? = nil, digits: Digits = .decimals(2)
  ) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.rowHeading = rowHeading
    self.columnHeading = columnHeading
    self.valueHeading = valueHeading
    self.colours = colours
    self.domain = domain
    self.digits = digits
  }

  /// The value of a cell, where there is a finite one.
  func value(row: Int, column: Int) -> Double? {
    guard values.indices.contains(row), values[row].indices.contains(column) else { return nil }
    return values[row][column].isFinite ? values[row][column] : nil
  }

  /// The groups of a row, none where the map has none.
  func groups(row: Int) -> [String] { rowGroups.indices.contains(row) ? rowGroups[row] : [] }

  /// The groups of a column, none where the map has none.
  func groups(column: Int) -> [String] {
    columnGroups.indices.contains(column) ? columnGroups[column] : []
  }

  /// A row's name with those of its groups.
  func fullName(row: Int) -> String { (groups(row: row) + [rows[row]]).joined(separator: ", ") }

  /// A column's name with those of its groups.
  func fullName(column: Int) -> String {
    (groups(column: column) + [columns[column]]).joined(separator: ", ")
  }
}
