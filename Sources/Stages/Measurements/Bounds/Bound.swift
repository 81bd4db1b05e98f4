/// One line of `Bounds`: what a statement of the paper allows, and what is measured.
struct Bound {
  /// Where the statement stands.
  var place: String
  /// What is bounded by what.
  var name: String
  /// What the statement allows, or gives for comparison.
  var limit: Double?
  var measured: Double?
  /// Nil where the statement leaves a constant open or gives no number.
  var holds: Bool?

  /// A statement that what is measured does not exceed a limit; rounding is allowed for.
  static func atMost(_ place: String, _ name: String, _ limit: Double, _ measured: Double) -> Bound
  {
    Bound(
      place: place, name: name, limit: limit, measured: measured,
      holds: measured <= limit * (1 + 1e-9))
  }

  /// A statement on something that is only measured from below, which can break it but not confirm it.
  static func unlessBroken(
    _ place: String, _ name: String, _ limit: Double, _ measured: Double
  ) -> Bound {
    var bound = atMost(place, name, limit, measured)
    if bound.holds == true { bound.holds = nil }
    return bound
  }

  /// A number without a verdict.
  static func about(
    _ place: String, _ name: String, _ limit: Double? = nil, measured: Double?
  ) -> Bound {
    Bound(place: place, name: name, limit: limit, measured: measured)
  }
}
