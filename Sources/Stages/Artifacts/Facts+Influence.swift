internal import Numerics
internal import Pipeline

/// The words by which an influence says how it was computed: written and read back here alone.
extension Facts {
  /// Whose attention context scores were computed in.
  enum AttentionContext: String {
    case frozen
    case full = "full: recomputed without the row"
    /// Without attention no context can be recomputed, and whoever asks for it gets the frozen one.
    case fullWithoutAttention = "full, the same as frozen without attention"
  }

  /// Says which influence it is, of which regression, in which context and by which solver.
  mutating func describe(
    influence: String, ridge: Double, rule: RidgeRule, offset: String = Self.noOffset,
    outputs: Int, context: AttentionContext = .frozen, solver: String = "exact"
  ) {
    self["influence"] = .string(influence)
    self["ridge"] = JSON(ridge)
    self["ridge rule"] = .string(rule.rawValue)
    self["offset"] = .string(offset)
    self["targets"] = outputs == 1 ? "±1" : "one-hot"
    self["attention context"] = .string(context.rawValue)
    self["solver"] = .string(solver)
  }

  private static let noOffset = "none"

  /// λ on the kernel's diagonal, or of the training.
  var ridge: Double? { self["ridge"]?.double }

  /// What the regression starts from; nil when that is zero.
  var offset: String? { text("offset").flatMap { $0 == Self.noOffset ? nil : $0 } }

  /// Whether scores are rates of change, and not differences.
  var isRate: Bool { text("influence") == InfluenceRule.infinitesimal.rawValue }

  var context: AttentionContext? { text("attention context").flatMap(AttentionContext.init) }
}
