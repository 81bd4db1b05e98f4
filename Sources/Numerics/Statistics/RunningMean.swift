/// The mean of rows that arrive in blocks, summed row after row, so that it does not depend on the blocks.
public struct RunningMean: Sendable {
  private var sums: Matrix<Double>
  private var count = 0

  /// No rows yet, of the given length.
  public init(columns: Int) { sums = Matrix(rows: columns, columns: 1) }

  /// Takes the next rows in.
  public mutating func add(_ rows: Matrix<Double>, on cores: Cores) {
    precondition(rows.columns == sums.rows, "rows of \(rows.columns) into \(sums.rows)")
    count += rows.rows
    sums.forEachBlock(of: 512, on: cores) { columns, sums in
      for row in 0..<rows.rows {
        let values = rows.buffer.start + row * rows.columns + columns.lowerBound
        for index in sums.indices { sums[index] += values[index] }
      }
    }
  }

  /// The means so far; not a number before the first row.
  public var values: [Double] { sums.elements.map { $0 / Double(count) } }
}
