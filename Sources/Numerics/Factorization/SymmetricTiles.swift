/// A symmetric matrix that can say what stands in any tile of its lower triangle: held whole, or computed on demand.
public protocol SymmetricTiles: Sendable {
  /// The number of rows and columns.
  var size: Int { get }

  /// Writes the tile at `rows` × `columns`, on or below the diagonal, with `step` elements from one row to the next.
  ///
  /// Of a tile on the diagonal only its lower triangle will be read. The bits must not depend on which tiles were
  /// asked for before.
  func fill(
    rows: Range<Int>, columns: Range<Int>, into start: UnsafeMutablePointer<Double>, step: Int)

  /// The sum of the diagonal.
  var trace: Double { get }
}

extension Matrix: SymmetricTiles where Scalar == Double {
  /// The number of rows, for a matrix that is square.
  public var size: Int {
    precondition(rows == columns, "\(rows)×\(columns) is not square")
    return rows
  }

  /// Copies a tile.
  public func fill(
    rows: Range<Int>, columns: Range<Int>, into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    for (offset, row) in rows.enumerated() {
      (start + offset * step).update(
        from: buffer.start + row * self.columns + columns.lowerBound, count: columns.count)
    }
  }
}
