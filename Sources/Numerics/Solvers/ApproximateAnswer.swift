/// What kept the tolerance from being met.
public enum ApproximationObstacle: String, Sendable {
  /// The limit of steps.
  case iterations
  /// The limit of the rank, or all that the kernel has.
  case rank
  /// The limit of random probes.
  case probes
  /// The rounding of double precision at this ridge.
  case rounding
}

/// Scores with their certificate, met or not.
public struct ApproximateAnswer: Sendable {
  /// Scores and bounds.
  public var certified: CertifiedScores
  /// Limits for the diagonal of A⁻¹; for `infinitesimal` by conjugate gradients no more than what a preconditioner tells.
  public var diagonal: InverseDiagonal
  /// The largest |b − A·x|/|b| over targets and queries.
  public var relativeResidual: Double
  public var rank: Int
  public var iterations: Int
  /// Why the tolerance was not met; nil when it was.
  public var obstacle: ApproximationObstacle?
}
