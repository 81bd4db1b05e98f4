/// Influence scores from approximate solutions, with limits for how wrong each can be.
///
/// With errors |Δα_i| ≤ g_i·|R_α|, |Δz_ti| ≤ g_i·R_t and g_i = √(D_i/φ), as e_iᵀA⁻¹r ≤ √(A⁻¹_ii)·√(rᵀA⁻¹r), and
/// |Δf_t| ≤ |z_t|·|R_α|, as k_tᵀA⁻¹r = z_tᵀr, the error of a score follows term by term from its formula.
public struct CertifiedScores: Sendable {
  /// Scores by test row and training row, t×n.
  public let scores: Matrix<Double>
  /// The largest |ΔI_ti| of each test row; t.
  public let perTestBound: [Double]
  /// What the mean over test rows may be off by, for each training row; n.
  public let meanBound: [Double]
  /// The largest bound over the largest score of its test row, for each test row; t.
  public let relativeBounds: [Double]

  /// The worst test row's relative bound.
  public var relativeBound: Double {
    relativeBounds.largest
  }
}

/// What scores are computed from: coefficients α, solutions z_t = A⁻¹k_t and limits for the diagonal of A⁻¹.
struct ScoreIngredients<Kernel: KernelOperator>: Sendable {
  let system: ShiftedKernel<Kernel>
  let rule: InfluenceRule
  /// k_t, t×n.
  let queries: Matrix<Double>
  /// y_t, t×C.
  let targets: Matrix<Double>
  var alpha: ColumnSolution
  var z: ColumnSolution
  var diagonal: InverseDiagonal
  /// Whether α and z count as exact, to see what the diagonal alone does.
  var onlyDiagonal = false

  func scores(on cores: Cores) throws(NumericsError) -> CertifiedScores {
    let (tests, rows) = (queries.rows, system.count)
    var residuals = targets
    residuals.accumulate(queries, alpha.solution, keeping: -1, on: cores)
    let shared = Shared(self)
    var scores = z.solution.transposed
    let (buffer, products) = (residuals, alpha.solution)
    var perTest: [Double] = []
    var largest: [Double] = []
    var mean = [Double](repeating: 0, count: rows)
    let blocks = Blocks(of: tests, size: 64)
    for block in blocks {
      let part = scores.gathered(rows: Array(block))
      let p = Matrix.product(
        buffer.gathered(rows: Array(block)), transposed: false, products, transposed: true,
        on: cores)
      let done = cores.map(block.count) { offset in
        shared.row(
          block.lowerBound + offset, z: part.row(offset), products: p.row(offset),
          residual: buffer.row(block.lowerBound + offset))
      }
      guard let done else { throw .cancelled }
      for (offset, row) in done.enumerated() {
        scores.withUnsafeMutableRow(block.lowerBound + offset) {
          _ = $0.update(fromContentsOf: row.scores)
        }
        for index in 0..<rows { mean[index] += row.bounds[index] }
        perTest.append(row.bounds.largest)
        largest.append(row.scores.reduce(0) { max($0, abs($1)) })
      }
    }
    return CertifiedScores(
      scores: scores, perTestBound: perTest, meanBound: mean.map { $0 / Double(max(1, tests)) },
      relativeBounds: zip(perTest, largest).map { $0 == 0 ? 0 : $0 / $1 })
  }
}

/// What all test rows have in common.
private struct Shared: Sendable {
  let rule: InfluenceRule
  let ridge: Double
  let low: [Double]
  let high: [Double]
  let middle: [Double]
  /// g_i, by which the length of a residual bounds the error of a solution's element i; n.
  let gains: [Double]
  /// |α_i|; n.
  let norms: [Double]
  /// |R_α| over all outputs.
  let alphaResidual: Double
  /// |α| over all outputs.
  let alphaLength: Double
  let residuals: [Double]
  let lengths: [Double]
  let queryLengths: [Double]
  let floor: Double
  let unit: Double
  /// The rounding of α_i·r_t, relative to |α_i|·|r_t|.
  let dotUnit: Double

  init<Kernel>(_ from: ScoreIngredients<Kernel>) {
    rule = from.rule
    (ridge, floor) = (from.system.ridge, from.system.floor)
    (low, high, middle) = (from.diagonal.low, from.diagonal.high, from.diagonal.middle)
    let exact = from.onlyDiagonal
    gains = from.diagonal.high.map { [floor] in exact ? 0 : ($0 / floor).squareRoot() }
    norms = (0..<from.system.count).map { row in
      from.alpha.solution.withUnsafeRow(row) { $0.euclideanNorm }
    }
    alphaResidual = exact ? 0 : from.alpha.residuals.euclideanNorm
    alphaLength = from.alpha.lengths.euclideanNorm
    residuals = from.z.residuals
    lengths = from.z.lengths
    queryLengths = (0..<from.queries.rows).map { row in
      from.queries.withUnsafeRow(row) { $0.euclideanNorm }
    }
    unit = exact ? 0 : Double.ulpOfOne / 2 * Double(from.system.count + 8)
    dotUnit = exact ? 0 : Double.ulpOfOne * Double(from.targets.columns + 4)
  }

  /// The scores of one test row and their bounds.
  func row(
    _ test: Int, z: [Double], products: [Double], residual: [Double]
  ) -> (scores: [Double], bounds: [Double]) {
    let far = residual.euclideanNorm
    let deltaF =
      (lengths[test] + (alphaResidual == 0 ? 0 : residuals[test] / floor)) * alphaResidual
      + unit * queryLengths[test] * alphaLength
    var scores = z
    var bounds = z
    for i in z.indices {
      let deltaAlpha = gains[i] * alphaResidual
      let deltaZ = gains[i] * residuals[test]
      let deltaP = norms[i] * (deltaF + dotUnit * far) + deltaAlpha * (far + deltaF)
      scores[i] = rule.score(z[i], middle[i], norms[i] * norms[i], products[i], ridge)
      switch rule {
      case .infinitesimal:
        bounds[i] = ridge * (abs(z[i]) * deltaP + deltaZ * (abs(products[i]) + deltaP))
      case .leaveOneOut:
        let s = abs(z[i]) / middle[i]
        let turned = max(1 / low[i] - 1 / middle[i], 1 / middle[i] - 1 / high[i])
        let deltaS = deltaZ / low[i] + abs(z[i]) * turned
        let square = norms[i] * norms[i]
        let deltaSquare = deltaAlpha * (2 * norms[i] + deltaAlpha)
        bounds[i] =
          0.5 * (s + deltaS) * (s + deltaS) * deltaSquare + 0.5 * square * deltaS * (2 * s + deltaS)
          + s * deltaP + deltaS * (abs(products[i]) + deltaP)
      }
      // The formula's own arithmetic.
      bounds[i] += 8 * Double.ulpOfOne * (abs(scores[i]) + bounds[i])
    }
    return (scores, bounds)
  }
}
