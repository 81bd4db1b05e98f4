internal import Numerics

extension Influence {
  /// The most helpful rows in the mean over test rows, ascending by place.
  ///
  /// `top` below 1 is a fraction τ and means ⌈τn⌉ rows, from 1 it is a count; ties go to the
  /// smaller id. Attacks and interventions choose by this one rule, so that a fraction means the same rows to both.
  public func topRows(_ top: Double) -> [Int] {
    let rule =
      top < 1 ? HighInfluence.top(tau: top, of: mean.count) : .top(count: Int(top.rounded()))
    return rule.rows(of: mean, ids: ids)
  }

  /// Whether `top` is a fraction between 0 and 1 or a whole number from 1.
  public static func isTop(_ top: Double) -> Bool {
    top > 0 && (top < 1 || top == top.rounded()) && top < 1e15
  }

  /// What `isTop` accepts, in words.
  public static var topBounds: String { "a fraction below 1 or a whole number from 1" }
}
