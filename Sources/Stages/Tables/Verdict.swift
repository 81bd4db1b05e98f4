/// What became of a printed figure; from the best to the worst news.
enum Verdict: String, CaseIterable {
  /// The interval of the measured value meets the values that round to the printed one.
  case agrees = "agrees within the interval"
  /// The measured values stand to each other as the printed ones do, but this one is larger or smaller.
  case ordered = "ordering holds, size differs"
  /// Nothing is said about an ordering, and less was measured than the paper has.
  case subset = "measured on a labelled subset"
  /// The measured values stand in another order than the printed ones, or in none that the intervals decide.
  case disordered = "ordering does not hold"
  /// A property of the same data has another value, which no seed and no training can change.
  case impossible = "cannot be as printed"
  case unmeasured = "not measured"

  /// How bad the news is, counted from the best.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
