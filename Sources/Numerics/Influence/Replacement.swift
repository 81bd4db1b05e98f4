/// Training rows of which each, alone, is replaced by another version of itself.
///
/// Shapes: |S| rows; kernels between the new version of each and the n training rows as they were (the entry at the row
/// itself is not read), between it and itself, and between it and the t queries.
public struct Replacement: Sendable {
  /// Which rows are replaced.
  public let rows: [Int]
  /// |S|×n.
  public let kernelRows: Matrix<Double>
  /// |S|.
  public let ownKernels: [Double]
  /// |S|×t.
  public let queryRows: Matrix<Double>

  /// The rows with the kernels of their new versions.
  public init(
    rows: [Int], kernelRows: Matrix<Double>, ownKernels: [Double], queryRows: Matrix<Double>
  ) {
    precondition(
      kernelRows.rows == rows.count && ownKernels.count == rows.count
        && queryRows.rows == rows.count, "one kernel row, own kernel and query row for each")
    self.rows = rows
    self.kernelRows = kernelRows
    self.ownKernels = ownKernels
    self.queryRows = queryRows
  }
}

extension KernelRidge {
  /// The leave-one-out influence that each replaced row has when it alone is replaced, t×|S|.
  ///
  /// Row i is taken out, f₋ᵢ(x_t) = f(x_t) − (z_i/A⁻¹_ii)·α_i, and its new version put in by bordering. With v its
  /// kernels to the other rows, h = A₋ᵢ⁻¹v and σ = κ + λ − vᵀh, its coefficient is γ = (y_i − vᵀα₋ᵢ)/σ, and
  /// f'(x_t) = f₋ᵢ(x_t) + (k'_t − hᵀk_t)·γ. Each row costs two products with n×n instead of a factorization.
  public func influence(
    replacing replacement: Replacement, trainTargets: Matrix<Double>, queries: Matrix<Double>,
    targets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    let residuals = residuals(queries, targets: targets, on: cores)
    let columns = inverse.inverse(rows: replacement.rows, on: cores)
    let v = replacement.clearedKernelRows
    let h = removed(replacement.rows, columns, from: inverse.solve(rows: v, on: cores))
    try cores.checkCancellation()
    let z = Matrix.product(queries, transposed: false, columns, transposed: true, on: cores)
    let overlap = Matrix.product(queries, transposed: false, h, transposed: true, on: cores)
    var scores = Matrix<Double>(rows: queries.rows, columns: replacement.rows.count)
    for (index, row) in replacement.rows.enumerated() {
      let own = coefficients.row(row)
      let gamma = borderedCoefficient(
        row, v.row(index), h.row(index), columns.row(index), trainTargets.row(row),
        replacement.ownKernels[index])
      for t in 0..<queries.rows {
        let s = z[t, index] / inverseDiagonal[row]
        let weight = replacement.queryRows[index, t] - overlap[t, index]
        var change = 0.0
        for column in own.indices {
          let without = residuals[t, column] - s * own[column]
          let with = without + weight * gamma[column]
          change += without * without - with * with
        }
        scores[t, index] = change / 2
      }
    }
    return scores
  }

  /// A₋ᵢ⁻¹v = A⁻¹v − A⁻¹e_i·(A⁻¹v)_i/A⁻¹_ii for each row, with v_i = 0.
  private func removed(
    _ rows: [Int], _ columns: Matrix<Double>, from solutions: Matrix<Double>
  ) -> Matrix<Double> {
    var result = solutions
    for (index, row) in rows.enumerated() {
      let factor = solutions[index, row] / inverseDiagonal[row]
      for other in 0..<count { result[index, other] -= factor * columns[index, other] }
      result[index, row] = 0
    }
    return result
  }

  /// γ, the coefficients of the new version of row i.
  private func borderedCoefficient(
    _ row: Int, _ v: [Double], _ h: [Double], _ column: [Double], _ target: [Double],
    _ ownKernel: Double
  ) -> [Double] {
    let schur = ownKernel + ridge - zip(v, h).reduce(0) { $0 + $1.0 * $1.1 }
    let own = coefficients.row(row)
    var fit = [Double](repeating: 0, count: own.count)
    for other in 0..<count {
      let share = column[other] / inverseDiagonal[row]
      for index in own.indices {
        fit[index] += v[other] * (coefficients[other, index] - share * own[index])
      }
    }
    return own.indices.map { (target[$0] - fit[$0]) / schur }
  }
}

extension Replacement {
  /// The kernel rows with zeros where each meets the row that it replaces.
  fileprivate var clearedKernelRows: Matrix<Double> {
    var cleared = kernelRows
    for (index, row) in rows.enumerated() { cleared[index, row] = 0 }
    return cleared
  }
}
