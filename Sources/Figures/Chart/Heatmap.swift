/// A matrix as coloured cells with the values written inside.
package struct Heatmap: Equatable, Sendable {
  /// How values become colours.
  package enum Colours: Equatable, Sendable {
    /// Light to dark.
    case sequential
    /// Two hues that meet at a value that means "no difference".
    case diverging(around: Double)
  }

  package var rowHeading: String
  package var columnHeading: String
  package var valueHeading: String
  package var rows: [String]
  package var columns: [String]
  /// One list per row; a value that is not finite is drawn as missing.
  package var values: [[Double]]
  package var colours: Colours
  /// The values at the two ends of the colours; found from the data when absent.
  package var domain: ClosedRange<Double>?
  /// Digits behind the point of the values written into the cells.
  package var decimals: Int

  package init(
    rows: [String], columns: [String], values: [[Double]], rowHeading: String = "",
    columnHeading: String = "", valueHeading: String = "", colours: Colours = .sequential,
    domain: ClosedRange<Double>? = nil, decimals: Int = 2
  ) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.rowHeading = rowHeading
    self.columnHeading = columnHeading
    self.valueHeading = valueHeading
    self.colours = colours
    self.domain = domain
    self.decimals = decimals
  }

  /// The value of a cell, where there is a finite one.
  func value(row: Int, column: Int) -> Double? {
    guard values.indices.contains(row), values[row].indices.contains(column) else { return nil }
    return values[row][column].isFinite ? values[row][column] : nil
  }
}
