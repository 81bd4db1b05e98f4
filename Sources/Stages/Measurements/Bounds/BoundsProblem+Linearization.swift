internal import Numerics

extension BoundsProblem {
  /// Theorem B.1: softmax attention with scale 1/√d against its first-order expansion,
  /// x̄ + (1/n)Σ_j (A_ij − Ā_i)x_j with A = XXᵀ/√d, and against XXᵀX, which drops the mean.
  func linearization(_ chosen: [Int], on cores: Cores) -> [Bound] {
    let (n, d) = (Double(rows.rows), Double(rows.columns))
    let some = rows.gathered(rows: chosen)
    let scale = 1 / d.squareRoot()
    let softmax = FeatureStep.softmaxAttention(keys: rows, values: nil, scale: scale).apply(some)
    let scores = Matrix.product(
      some, transposed: false, rows, transposed: true, times: scale, on: cores)
    let attended = Matrix.product(scores, rows, times: 1 / n, on: cores)
    let mean = rows.applied(to: Array(repeating: 1 / n, count: rows.rows), transposed: true)
    var (error, relative, cosine) = (0.0, 0.0, 1.0)
    for row in chosen.indices {
      let average = scores.row(row).reduce(0, +) / n
      let (soft, raw) = (softmax.row(row), attended.row(row))
      let dependent = raw.indices.map { raw[$0] - average * mean[$0] }
      let gap = raw.indices.map { soft[$0] - mean[$0] - dependent[$0] }.norm
      error = max(error, gap)
      if dependent.norm > 0 { relative = max(relative, gap / dependent.norm) }
      let inner = zip(soft, raw).reduce(0) { $0 + $1.0 * $1.1 }
      if soft.norm > 0, raw.norm > 0 { cosine = min(cosine, inner / (soft.norm * raw.norm)) }
    }
    let place = "Theorem B.1"
    return [
      .about(
        place, "largest |A_ij|, asked to be ≪ 1", 1,
        measured: scores.elements.reduce(0) { max($0, abs($1)) }),
      .atMost(
        place, "‖softmax row − first-order row‖₂ ≤ ‖XXᵀ‖₂²/d, constant 1",
        gramNorm * gramNorm / d, error),
      .about(place, "the same over the part that depends on the data", measured: relative),
      .about(
        place, "smallest cosine between rows of softmax attention and of XXᵀX", 1,
        measured: cosine),
    ]
  }
}
