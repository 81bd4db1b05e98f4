internal import Numerics
internal import Pipeline

extension BoundsProblem {
  /// Definition C.1 on pairs that both influences have, then Theorem C.2 and Corollary C.3.
  func malleability(_ before: Influence, _ after: Influence) throws(StageError) -> [Bound] {
    let pairs = try before.pairedRows(with: after)
    var (change, size) = (0.0, 0.0)
    for test in before.queryIds.indices {
      before.perTest.withUnsafeRow(test) { old in
        after.perTest.withUnsafeRow(test) { new in
          for (here, there) in pairs {
            change += abs(old[here] - new[there])
            size += abs(old[here])
          }
        }
      }
    }
    let count = Double(pairs.count * before.queryIds.count)
    let mean = count > 0 ? change / count : nil
    return [
      .about("Definition C.1", "μ_M = mean |I − I′|", measured: mean),
      .about(
        "Definition C.1", "μ_M over mean |I|", measured: size > 0 ? change / size : nil),
    ] + spectrum(malleability: mean)
  }

  /// Theorem C.2's effective dimension, which stays below n as λ → 0, and Corollary C.3's λ*.
  func spectrum(malleability: Double?) -> [Bound] {
    let n = Double(eigenvalues.count)
    let spectrum = Spectrum(values: eigenvalues, longerSide: eigenvalues.count)
    let dimension = spectrum.effectiveDimension(ridge: ridge)
    // Eigenvalues beyond the numerical rank are rounding, and so is a median among them.
    let median =
      2 * spectrum.rank > eigenvalues.count ? Statistics.quantile(eigenvalues, 0.5) ?? 0 : 0
    var bounds: [Bound] = [
      .atMost("Theorem C.2", "effective dimension Σ λ_i²/(λ_i + λ)² ≤ n", n, dimension),
      .about(
        "Corollary C.3",
        "effective dimension at λ/10⁶: tends to the rank as λ → 0, not to infinity",
        n, measured: spectrum.effectiveDimension(ridge: ridge * 1e-6)),
      .about("Corollary C.3", "λ* = median eigenvalue, beside λ", median, measured: ridge),
      .about(
        "Corollary C.3", "effective dimension at λ*", n,
        measured: median > 0 ? spectrum.effectiveDimension(ridge: median) : nil),
    ]
    if let malleability {
      bounds.insert(
        .about(
          "Theorem C.2", "largest C with μ_M ≥ C·Σ λ_i²/(λ_i + λ)²",
          measured: dimension > 0 ? malleability / dimension : nil), at: 1)
    }
    return bounds
  }
}
