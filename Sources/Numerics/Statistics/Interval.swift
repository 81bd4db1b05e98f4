/// An estimate between two limits.
public struct Interval: Sendable, Equatable {
  /// The estimate.
  public let estimate: Double
  /// The lower limit.
  public let low: Double
  /// The upper limit.
  public let high: Double

  /// An estimate with its limits.
  public init(estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}

extension Statistics {
  /// The mean with its confidence limits, mean ± t·s/√n (Student, 1908); nil for fewer than two values.
  public static func meanInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
    guard let mean = mean(values), let variance = variance(values) else { return nil }
    let t = StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(values.count - 1))
    let half = t * (variance / Double(values.count)).squareRoot()
    return Interval(estimate: mean, low: mean - half, high: mean + half)
  }

  /// The percentile bootstrap of `statistic` (Efron, 1979): rows are redrawn with replacement `draws` times.
  ///
  /// `statistic` receives positions in the sample, so that paired data stay paired. Nil when the sample is empty or the
  /// statistic is undefined on it; draws on which it is undefined are left out.
  public static func bootstrap(
    count: Int, draws: Int = 1000, level: Double = 0.95, random: CounterRandom,
    statistic: ([Int]) -> Double?
  ) -> Interval? {
    guard count > 0, let estimate = statistic(Array(0..<count)) else { return nil }
    let redrawn = (0..<draws).compactMap { draw -> Double? in
      var source = random.substream(draw).sequence()
      return statistic((0..<count).map { _ in source.below(count) })
    }.sorted()
    guard let low = quantile(sorted: redrawn, (1 - level) / 2),
      let high = quantile(sorted: redrawn, (1 + level) / 2)
    else { return nil }
    return Interval(estimate: estimate, low: low, high: high)
  }

  /// The percentile bootstrap of a mean.
  public static func bootstrapMean(
    _ values: [Double], draws: Int = 1000, level: Double = 0.95, random: CounterRandom
  ) -> Interval? {
    bootstrap(count: values.count, draws: draws, level: level, random: random) { chosen in
      chosen.isEmpty ? nil : chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count)
    }
  }
}
