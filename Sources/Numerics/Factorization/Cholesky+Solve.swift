internal import COpenBLAS

extension Cholesky {
  /// Rows solved by one call; a fixed number, so that bits do not depend on the number of cores.
  private static var rowsPerBlock: Int { 64 }

  /// B·A⁻¹, for rows B of length n: each row is the solution for one right-hand side.
  public func solve(rows right: consuming Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.columns == size, "rows of \(right.columns) for a matrix of \(size)")
    var solution = right.take()
    let factor = factor.buffer
    solution.forEachBlock(of: Self.rowsPerBlock, on: cores) { [size] block, elements in
      for transpose in [true, false] {
        malleus_dtrsm(
          true, transpose, CInt(block.count), CInt(size), 1, factor.start, CInt(size),
          elements.baseAddress, CInt(size))
      }
    }
    return solution
  }

  /// A⁻¹·B, for columns B of height n.
  public func solve(columns right: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.rows == size, "columns of \(right.rows) for a matrix of \(size)")
    return solve(rows: right.transposed, on: cores).transposed
  }

  /// L with zeros above its diagonal, as a copy.
  public func lowerFactor() -> Matrix<Double> {
    Matrix(
      rows: size, columns: size,
      (0..<size).flatMap { row in
        factor.row(row).prefix(row + 1) + Array(repeating: 0, count: size - row - 1)
      })
  }
}
