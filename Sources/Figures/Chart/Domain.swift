/// Chooses the ends of an axis from the values that it must show.
package enum Domain {
  /// Ends for values along an axis where none are fixed; `rounded` moves them to whole ticks.
  package static func covering(
    _ values: [Double], kind: Scale.Kind, includingZero: Bool = false, rounded: Bool = true,
    ticks: Int = 6
  ) -> ClosedRange<Double> {
    let shown = values.filter { Scale.accepts($0, kind) }
    guard var low = shown.min(), var high = shown.max() else {
      return kind == .linear ? 0...1 : 1...10
    }
    guard kind == .linear else { return logarithmic(low...high) }
    if includingZero || rounded && isNearZero(low, high) {
      low = min(low, 0)
      high = max(high, 0)
    }
    if low == high {
      let margin = low == 0 ? 1 : low.magnitude * 0.5
      (low, high) = (low - margin, high + margin)
    }
    return rounded ? roundedEnds(low...high, count: ticks) : padded(low...high)
  }

  /// Whether positive values begin so low that leaving out zero would only mislead.
  private static func isNearZero(_ low: Double, _ high: Double) -> Bool {
    low > 0 && low < 0.3 * high
  }

  /// Both ends moved outwards to multiples of a quarter of the tick step.
  private static func roundedEnds(_ range: ClosedRange<Double>, count: Int) -> ClosedRange<Double> {
    let step = Ticks.step(over: range, count: count) / 4
    guard step.isFinite, step > 0 else { return range }
    // A value at the very end of an axis would be cut by it, unless it is zero.
    let air = 0.15 * step
    let low = ((range.lowerBound - (range.lowerBound == 0 ? 0 : air)) / step).rounded(.down) * step
    let high = ((range.upperBound + (range.upperBound == 0 ? 0 : air)) / step).rounded(.up) * step
    return low < high ? low...high : range
  }

  private static func padded(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let margin = (range.upperBound - range.lowerBound) * 0.04
    return (range.lowerBound - margin)...(range.upperBound + margin)
  }

  /// A margin of one twelfth of the span in factors, and at least a factor 1.15, on both sides.
  private static func logarithmic(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let factors = Logarithm.natural(range.upperBound) - Logarithm.natural(range.lowerBound)
    let margin = max(1.15, exponential(factors / 12))
    let low = max(range.lowerBound / margin, .leastNormalMagnitude)
    return low...min(range.upperBound * margin, .greatestFiniteMagnitude)
  }

  /// e^x by its series; x is at most 60 here.
  private static func exponential(_ x: Double) -> Double {
    var base = (1...18).reduce((sum: 1.0, term: 1.0)) { partial, n in
      let term = partial.term * (x / 64) / Double(n)
      return (partial.sum + term, term)
    }.sum
    for _ in 0..<6 { base *= base }
    return base
  }
}
