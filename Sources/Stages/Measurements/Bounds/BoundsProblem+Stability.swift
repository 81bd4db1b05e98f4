internal import Numerics
internal import Pipeline

extension BoundsProblem {
  /// Theorem 4.3: conditioning, and the change of (K + λI)⁻¹ under a symmetric ΔK with ‖ΔK‖₂ = ε < λ.
  ///
  /// The largest change of all such ΔK is ε/((λ_n + λ)(λ_n + λ − ε)), met by −ε times the projection on the last eigenvector.
  func stability(
    perturbation size: Double, _ random: CounterRandom, on cores: Cores
  ) throws(StageError) -> [Bound] {
    let change = try computing { () throws(NumericsError) in
      let delta = try RidgePerturbation.symmetric(
        size: matrix.rows, norm: size, random, on: cores)
      return try RidgePerturbation.inverseChange(matrix, ridge: ridge, by: delta, on: cores)
    }
    let bound = size / (ridge * (ridge - size))
    let name = "‖ΔA⁻¹‖₂ ≤ ε/(λ(λ − ε)) at ε = \(size), "
    return [
      .atMost(
        "Theorem 4.3", "κ(K + λI) ≤ λ₁/λ + 1", largest / ridge + 1,
        (largest + ridge) / (smallest + ridge)),
      .atMost("Theorem 4.3", name + "a random ΔK", bound, change),
      .atMost(
        "Theorem 4.3", name + "the worst ΔK", bound,
        size / ((smallest + ridge) * (smallest + ridge - size))),
    ]
  }

  /// Assumption 4.4, and Theorem B.14.
  func incoherence(on cores: Cores) -> [Bound] {
    let n = Double(rows.rows)
    let coherence = Coherence(rows, on: cores)
    let mu = coherence.largestProduct * Double(rows.columns).squareRoot()
    let norms = CubedGram.attendedNorms(rows, on: cores)
    return [
      .atMost(
        "Assumption 4.4", "rows of unit length, largest |‖x‖ − 1| ≤ 1e-9", 1e-9,
        coherence.lengthError),
      .about(
        "Assumption 4.4", "μ = √d·max|x_iᵀx_j|, asked to be O(1); √d is the most it can be",
        Double(rows.columns).squareRoot(), measured: mu),
      .atMost(
        "Assumption 4.4", "row energy Σ_k (x_iᵀx_k)² ≤ 1 + (n − 1)μ²/d",
        1 + (n - 1) * mu * mu / Double(rows.columns), coherence.largestEnergy),
      .atMost("Theorem B.14", "‖[XXᵀX]_i‖₂ ≤ n", n, norms.max() ?? 0),
      .about(
        "Theorem B.14", "mean ‖[XXᵀX]_i‖₂², n/d on the uniform sphere",
        n / Double(rows.columns), measured: Statistics.mean(norms.map { $0 * $0 })),
    ]
  }
}
