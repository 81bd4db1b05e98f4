/// The factor L of a small Cholesky factorization, to be divided by on one side.
struct LowerTriangle: Sendable {
  private let factor: Matrix<Double>

  /// Rows solved by one call; a fixed number, so that bits do not depend on the number of cores.
  private static var rowsPerBlock: Int { 64 }

  init(_ cholesky: Cholesky) { factor = cholesky.lowerFactor() }

  /// B·L⁻ᵀ for rows B: row i is L⁻¹b_i.
  func solve(rows right: consuming Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.columns == factor.rows, "rows of \(right.columns), L of \(factor.rows)")
    var solution = right.take()
    guard solution.count > 0 else { return solution }
    let size = factor.rows
    let lower = factor.buffer
    solution.forEachBlock(of: Self.rowsPerBlock, on: cores) { block, elements in
      guard let start = elements.baseAddress else { return }
      Double.trsm(.right, transpose: true, block.count, size, lower.start, size, start, size)
    }
    return solution
  }
}
