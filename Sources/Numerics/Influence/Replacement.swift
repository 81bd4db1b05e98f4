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

/// What each of some rows is to the regression that has the new version of it alone.
public struct ReplacedInfluence: Sendable {
  /// The leave-one-out influence of each replaced row, t×|S|.
  public let scores: Matrix<Double>
  /// Its leverage, 1 − λ·A'⁻¹_ii with A'⁻¹_ii = 1/σ; |S|.
  public let leverage: [Double]
}

extension KernelRidge {
  /// The leave-one-out influence that each replaced row has when it alone is replaced, t×|S|.
  public func influence(
    replacing replacement: Replacement, trainTargets: Matrix<Double>, queries: Matrix<Double>,
    targets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    try replaced(
      by: replacement, trainTargets: trainTargets, queries: queries, targets: targets, on: cores
    )
    .scores
  }

  /// The influence and the leverage that each replaced row has when it alone is replaced.
  ///
  /// Row i is taken out, f₋ᵢ(x_t) = f(x_t) − (z_i/A⁻¹_ii)·α_i, and its new version put in by bordering. With v its
  /// kernels to the other rows, h = A₋ᵢ⁻¹v and σ = κ + λ − vᵀh, its coefficient is γ = (y_i − vᵀα₋ᵢ)/σ, and
  /// f'(x_t) = f₋ᵢ(x_t) + (k'_t − hᵀk_t)·γ. Each row costs two products with n×n instead of a factorization.
  public func replaced(
    by replacement: Replacement, trainTargets: Matrix<Double>, queries: Matrix<Double>,
    targets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> ReplacedInfluence {
    let residuals = residuals(queries, targets: targets, on: cores)
    let columns = inverse.inverse(rows: replacement.rows, on: cores)
    let v = replacement.clearedKernelRows
    let h = removed(replacement.rows, columns, from: inverse.solve(rows: v, on: cores))
    try cores.checkCancellation()
    let z = Matrix.product(queries, transposed: false, columns, transposed: true, on: cores)
    let overlap = Matrix.product(queries, transposed: false, h, transposed: true, on: cores)
    var scores = Matrix<Double>(rows: queries.rows, columns: replacement.rows.count)
    var leverage: [Double] = []
    for (index, row) in replacement.rows.enumerated() {
      let own = coefficients.row(row)
      let (newKernels, solution) = (v.row(index), h.row(index))
      let schur =
        replacement.ownKernels[index] + ridge
        - zip(newKernels, solution).reduce(0) { $0 + $1.0 * $1.1 }
      guard schur > 0 else { throw .notPositiveDefinite(pivot: row, value: schur) }
      leverage.append(1 - ridge / schur)
      let gamma = borderedCoefficient(
        row, newKernels, columns.row(index), trainTargets.row(row), schur)
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
    return ReplacedInfluence(scores: scores, leverage: leverage)
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
    _ row: Int, _ v: [Double], _ column: [Double], _ target: [Double], _ schur: Double
  ) -> [Double] {
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
