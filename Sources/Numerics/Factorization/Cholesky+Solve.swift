extension Cholesky {
  /// B·A⁻¹, for rows B of length n: each row is the solution for one right-hand side.
  ///
  /// By substitution, panel by panel; the columns that a panel changes are shared out among the threads.
  public func solve(rows right: consuming Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.columns == size, "rows of \(right.columns) for a matrix of \(size)")
    var solution = right.take()
    solution.makeUnique()
    guard solution.rows > 0 else { return solution }
    for panel in 0..<factor.blocks.count {
      divide(solution, by: panel, transposed: true)
      substitute(solution, forward: panel, on: cores)
    }
    for panel in (0..<factor.blocks.count).reversed() {
      substitute(solution, backward: panel)
      divide(solution, by: panel, transposed: false)
    }
    return solution
  }

  /// A⁻¹·B, for columns B of height n.
  public func solve(columns right: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.rows == size, "columns of \(right.rows) for a matrix of \(size)")
    return solve(rows: right.transposed, on: cores).transposed
  }

  /// X[:, j] ← X[:, j]·L[j, j]⁻ᵀ, or by L[j, j]⁻¹.
  private func divide(_ rows: Matrix<Double>, by panel: Int, transposed: Bool) {
    let width = factor.step(panel)
    Double.trsm(
      .right, transpose: transposed, rows.rows, width, factor.tile(panel, panel), width,
      rows.buffer.start + factor.blocks[panel].lowerBound, size)
  }

  /// X[:, i] ← X[:, i] − X[:, j]·L[i, j]ᵀ for every i below j.
  private func substitute(_ rows: Matrix<Double>, forward panel: Int, on cores: Cores) {
    let (blocks, width, buffer) = (factor.blocks, factor.step(panel), rows.buffer)
    cores.forEach(blocks.count - panel - 1) { [size, factor] index in
      let row = panel + 1 + index
      Double.gemm(
        transposeA: false, transposeB: true, rows.rows, blocks[row].count, width, alpha: -1,
        buffer.start + blocks[panel].lowerBound, size, factor.tile(row, panel), width, beta: 1,
        buffer.start + blocks[row].lowerBound, size)
    }
  }

  /// X[:, j] ← X[:, j] − Σ_i X[:, i]·L[i, j] over all i below j, in one sum.
  private func substitute(_ rows: Matrix<Double>, backward panel: Int) {
    let (block, width) = (factor.blocks[panel], factor.step(panel))
    guard block.upperBound < size else { return }
    Double.gemm(
      transposeA: false, transposeB: false, rows.rows, width, size - block.upperBound, alpha: -1,
      rows.buffer.start + block.upperBound, size, factor.tile(panel + 1, panel), width, beta: 1,
      rows.buffer.start + block.lowerBound, size)
  }
}
