internal import Pipeline

/// How wrong the scores of an approximate solver can be.
public struct ScoreBounds: Sendable, Hashable {
  /// The largest error of any score of a test row; t.
  public var perTest: [Double]
  /// The largest error of the mean score of a training row; n.
  public var mean: [Double]

  /// Bounds; one a test row, and one a training row.
  public init(perTest: [Double], mean: [Double]) {
    self.perTest = perTest
    self.mean = mean
  }

  /// The bounds that an influence was stored with, or `nil` for exact scores.
  init?(_ parts: Parts, rows: Int, tests: Int) throws(StageError) {
    guard parts.contains("per-test-bound.npy") else { return nil }
    perTest = try parts.doubles("per-test-bound.npy", count: tests)
    mean = try parts.doubles("mean-bound.npy", count: rows)
  }

  func parts() -> [Part] {
    [.npy("per-test-bound.npy", perTest), .npy("mean-bound.npy", mean)]
  }
}
