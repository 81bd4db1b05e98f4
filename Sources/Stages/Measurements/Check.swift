internal import Numerics
internal import Pipeline

/// One line of `KernelChecks`: a number beside its limit.
struct Check {
  /// What follows when it does not hold.
  enum Kind: String {
    /// What the paper prints; information.
    case paper
    /// What floating point can keep; the stage fails without it.
    case gate
    /// A size without a limit of its own, beside what is expected.
    case size
  }

  var kind: Kind
  var name: String
  var value: Double?
  var limit: Double?
  var holds: Bool?
  /// What to do when it does not hold.
  var remedy = ""

  var isGate: Bool { kind == .gate }

  /// What the stage says when a gate does not hold.
  var failure: StageError {
    .numerical(
      cause: "the check ‘\(name)’ fails: \(value?.description ?? "undefined"), the limit is "
        + (limit?.description ?? "undefined"),
      remedy: remedy)
  }

  /// A check that a value does not exceed its limit.
  static func atMost(
    _ kind: Kind, _ name: String, _ value: Double, _ limit: Double, remedy: String = ""
  ) -> Check {
    Check(
      kind: kind, name: name, value: value, limit: limit, holds: value <= limit, remedy: remedy)
  }

  /// Appendix A.8 as printed.
  static func printed(_ stability: RidgeStability) -> [Check] {
    func below(_ name: String, _ value: Double, _ limit: Double) -> Check {
      Check(kind: .paper, name: name, value: value, limit: limit, holds: value < limit)
    }
    return [
      Check(
        kind: .paper, name: "λ_min(K) > −1e-12", value: stability.smallest, limit: -1e-12,
        holds: stability.smallest > -1e-12),
      below("κ(K + λI) < 1e12", stability.conditionNumber, 1e12),
      below("‖(K + λI)⁻¹(K + λI) − I‖_F < 1e-12", stability.inverseResidual, 1e-12),
      below("‖K − Kᵀ‖_F < 1e-12", stability.asymmetry, 1e-12),
    ]
  }

  /// The same questions, scaled by n, ε and norms.
  static func gates(_ stability: RidgeStability) -> [Check] {
    let rounding = stability.rounding
    let larger = "give a larger ridge, or use ridge-rule: relative"
    return [
      atMost(
        .gate, "asymmetry ‖K − Kᵀ‖_F ≤ nε‖K‖_F", stability.asymmetry,
        rounding * stability.frobeniusNorm, remedy: "make the kernel symmetric: (K + Kᵀ)/2"),
      Check(
        kind: .gate, name: "λ_min(K) ≥ −nε‖K‖₂", value: stability.smallest,
        limit: -rounding * stability.norm,
        holds: stability.smallest >= -rounding * stability.norm,
        remedy: "the matrix is no kernel; make it from one set of features"),
      atMost(
        .gate, "κ(K + λI) ≤ 1/(nε)", stability.conditionNumber, 1 / rounding, remedy: larger),
      atMost(
        .gate, "residual ‖A⁻¹A − I‖_F ≤ nε‖A‖_F‖A⁻¹‖_F", stability.inverseResidual,
        rounding * stability.residualScale, remedy: larger),
      atMost(
        .gate, "backward error of (K + λI)α = Y ≤ nε", stability.backwardError, rounding,
        remedy: larger),
    ]
  }
}
