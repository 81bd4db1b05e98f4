/// How many scores of a set changed sign; zero is a sign of its own.
public struct FlipCount: Sendable, Equatable {
  /// Scores whose sign changed.
  public var flipped = 0
  /// Scores looked at.
  public var total = 0
  /// Scores that are exactly zero before or after.
  public var zeros = 0

  /// No scores yet.
  public init() {}

  /// The share that flipped, `nil` of an empty set.
  public var rate: Double? { total == 0 ? nil : Double(flipped) / Double(total) }

  /// Counts one score before and after.
  public mutating func add(_ before: Double, _ after: Double) {
    total += 1
    if Self.sign(before) != Self.sign(after) { flipped += 1 }
    if before == 0 || after == 0 { zeros += 1 }
  }

  /// Adds another count.
  public static func += (a: inout FlipCount, b: FlipCount) {
    a.flipped += b.flipped
    a.total += b.total
    a.zeros += b.zeros
  }

  private static func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
