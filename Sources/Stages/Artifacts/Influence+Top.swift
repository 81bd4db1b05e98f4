internal import Numerics

extension Influence {
  /// The most helpful rows in the mean over test rows, ascending by place.
  ///
  /// `top` below 1 is a fraction τ and means ⌈τn⌉ rows, from 1 it is a count; ties go to the
  /// smaller id. Attacks and interventions choose by this one rule, so that a fraction means the same rows to both.
  public func topRows(_ top: Double) -> [Int] {
    Self.rule(top, of: mean.count).rows(of: mean, ids: ids)
  }

  /// The most helpful rows for each test row, by the same rule.
  func topRowsOfEachTest(_ top: Double) -> [[Int]] {
    let rule = Self.rule(top, of: mean.count)
    return (0..<perTest.rows).map { rule.rows(of: perTest.row($0), ids: ids) }
  }

  /// How many of `count` rows `top` means.
  static func topCount(_ top: Double, of count: Int) -> Int {
    guard case .top(let chosen) = rule(top, of: count) else { return 0 }
    return min(count, chosen)
  }

  private static func rule(_ top: Double, of count: Int) -> HighInfluence {
    top < 1 ? .top(tau: top, of: count) : .top(count: Int(top.rounded()))
  }

  /// Whether `top` is a fraction between 0 and 1 or a whole number from 1.
  public static func isTop(_ top: Double) -> Bool {
    top > 0 && (top < 1 || top == top.rounded()) && top < 1e15
  }

  /// What `isTop` accepts, in words.
  public static var topBounds: String { "a fraction below 1 or a whole number from 1" }
}
