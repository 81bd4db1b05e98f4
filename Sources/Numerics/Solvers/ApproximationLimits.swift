/// How the equations are solved.
public enum ApproximationMethod: String, Sendable, CaseIterable {
  /// (F·Fᵀ + λI)⁻¹ in place of A⁻¹, with more and more columns of K in F (Williams and Seeger, 2001).
  case nystrom
  /// Preconditioned conjugate gradients, also for the diagonal of A⁻¹ that leave-one-out divides by.
  case conjugateGradients = "cg"
  /// The diagonal of A⁻¹ estimated from random probes, the rest by conjugate gradients.
  case stochastic
}

/// What limits the work.
public struct ApproximationLimits: Sendable, Hashable {
  /// The largest certified error of a score, over the largest score of its test row.
  public var tolerance = 1e-2
  /// The largest rank: of the approximation, or of the preconditioner.
  public var rank = 256
  /// The most steps of conjugate gradients for one right-hand side.
  public var iterations = 500
  /// The most random probes.
  public var probes = 1024
  /// The chance that all probed limits hold at once.
  public var confidence = 0.99
  /// What pivots and probes are drawn from.
  public var seed = 1

  /// The defaults.
  public init() {}

  /// The pivots or probes after which the certificate is looked at first; twice as many lead to each next look.
  static let firstLook = 64

  /// How often the certificate is looked at until there are `most` pivots or probes.
  public static func looks(upTo most: Int) -> Int {
    sequence(first: firstLook) { $0.multipliedReportingOverflow(by: 2).partialValue }
      .prefix { 0 < $0 && $0 < most }.count + 1
  }
}
