extension MalleabilityMeasurement {
  /// What an interval is asked for.
  public enum Rate: String, Sendable, CaseIterable {
    case perTest = "per-test"
    case mean
    case pooled
    case spillOver = "spill-over"
  }

  /// The measured rate, `nil` when its sets are empty.
  public func rate(_ which: Rate) -> Double? {
    switch which {
    case .perTest: Self.averageRate(perTest)
    case .mean: mean.rate
    case .pooled: Self.totalRate(pooled)
    case .spillOver: Self.averageRate(spillOver)
    }
  }

  /// The percentile-bootstrap interval of a rate over `draws` resamples of the test rows.
  ///
  /// The mean set stays that of the measured rate, for the pooled rule and for the mean rule: a resample with a set of its own would
  /// ask about rows that the attack, which went by that set, left alone. For the mean rule every draw has means and signs
  /// of its own; the mean scores of all draws are one product, (draws×t)·(t×|set|).
  public func interval(
    _ which: Rate, draws: Int, random: CounterRandom, on cores: Cores = .one
  ) -> Interval? {
    switch which {
    case .perTest: return bootstrap(perTest, draws, random, Self.averageRate)
    case .spillOver: return bootstrap(spillOver, draws, random, Self.averageRate)
    case .pooled: return bootstrap(pooled, draws, random, Self.totalRate)
    case .mean: return meanInterval(draws: draws, random: random, on: cores)
    }
  }

  private func bootstrap(
    _ counts: [FlipCount], _ draws: Int, _ random: CounterRandom,
    _ statistic: ([FlipCount]) -> Double?
  ) -> Interval? {
    Statistics.bootstrap(count: counts.count, draws: draws, random: random) { chosen in
      statistic(chosen.map { counts[$0] })
    }
  }

  private func meanInterval(draws: Int, random: CounterRandom, on cores: Cores) -> Interval? {
    let tests = before.perTest.rows
    guard let estimate = mean.rate, draws > 0 else { return nil }
    var weights = Matrix<Double>(rows: draws, columns: tests)
    for draw in 0..<draws {
      var source = random.substream(draw).sequence()
      for _ in 0..<tests { weights[draw, source.below(tests)] += 1 / Double(tests) }
    }
    let old = Matrix.product(weights, before.perTest.gathered(columns: meanSet), on: cores)
    let new = Matrix.product(weights, after.perTest.gathered(columns: meanSet), on: cores)
    let members = Array(meanSet.indices)
    let rates = cores.map(draws) { draw -> Double? in
      Self.flips(old.row(draw), new.row(draw), in: members).rate
    }
    let sorted = (rates ?? []).compactMap { $0 }.sorted()
    guard let low = Statistics.quantile(sorted: sorted, 0.025),
      let high = Statistics.quantile(sorted: sorted, 0.975)
    else { return nil }
    return Interval(estimate: estimate, low: low, high: high)
  }
}
