import Numerics
import Testing

@Suite struct `Summaries of samples` {
  typealias Quantile = (values: [Double], probability: Double, expected: Double)
  static let quantiles: [Quantile] = [
    ([3, 1, 2], 0.5, 2), ([1, 2, 3, 4], 0.25, 1.75), ([1, 2, 3, 4], 1, 4), ([5], 0.3, 5),
    ((0...10).map { Double($0) }, 1 - 0.1, 9), ((0...40).map { Double($0) }, 1 - 0.1, 36),
  ]

  @Test(arguments: quantiles)
  func `quantiles interpolate, and snap to a position that is an integer but for rounding`(
    sample: Quantile
  ) {
    #expect(Statistics.quantile(sample.values, sample.probability) == sample.expected)
  }

  @Test func `are undefined on samples too small for them`() {
    #expect(Statistics.mean([]) == nil)
    #expect(Statistics.variance([1]) == nil)
    #expect(Statistics.quantile([], 0.5) == nil)
    #expect(Statistics.quantile([1, .nan], 0.5) == nil)
    #expect(Statistics.spearman([1, 2, .nan], [1, 2, 3]) == nil)
    #expect(Statistics.spearman([1], [2]) == nil)
    #expect(Statistics.meanInterval([1]) == nil)
    #expect(Statistics.bootstrapMean([], random: CounterRandom(seed: 1, purpose: "b")) == nil)
  }

  @Test func `ties share the mean of their ranks`() {
    #expect(Statistics.averageRanks([10, 20, 10, 5, 10]) == [3, 5, 3, 1, 3])
  }

  @Test func `rank correlation is that of average ranks, and undefined on a constant`() throws {
    let tied = try #require(Statistics.spearman([1, 2, 2, 3], [1, 3, 2, 4]))
    #expect(abs(tied - 0.9486832980505138) < 1e-15)
    #expect(Statistics.spearman([1, 2, 3], [10, 100, 1000]) == 1)
    #expect(Statistics.spearman([1, 2, 3], [3, 2, 1]) == -1)
    #expect(Statistics.spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(Statistics.pearson([0.1, 0.1, 0.1], [1, 2, 3]) == nil)
    #expect(Statistics.pearson([1e200, 2e200, 3e200], [3e200, 2e200, 1e200]) == nil)
  }

  @Test(arguments: [
    (1.0, 12.706204736432095), (2, 4.302652729696142), (4, 2.7764451051977987),
    (9, 2.2621571627409915), (30, 2.0422724563012373), (1000, 1.9623390808264078),
  ])
  func `t quantiles agree with tables`(entry: (degrees: Double, t: Double)) {
    let t = StudentT.quantile(0.975, degreesOfFreedom: entry.degrees)
    #expect(abs(t / entry.t - 1) < 1e-10)
    let mirrored = StudentT.quantile(0.025, degreesOfFreedom: entry.degrees)
    #expect(abs(mirrored / t + 1) < 1e-10)
  }

  @Test func `the interval of a mean is Student's`() throws {
    let interval = try #require(Statistics.meanInterval([1, 2, 3, 4, 5]))
    #expect(interval.estimate == 3)
    #expect(abs(interval.high - 3 - 1.9632431614775144) < 1e-9)
    #expect(abs(interval.low + interval.high - 6) < 1e-12)
  }

  @Test func `the bootstrap of a mean is near the normal interval and repeats itself`() throws {
    let random = CounterRandom(seed: 3, purpose: "bootstrap")
    let values = (0..<400).map { random.normal($0) }
    let interval = try #require(Statistics.bootstrapMean(values, random: random.substream(0)))
    #expect(abs((interval.high - interval.low) - 2 * 1.96 / 20) < 0.03)
    #expect(interval.low < interval.estimate && interval.estimate < interval.high)
    #expect(Statistics.bootstrapMean(values, random: random.substream(0)) == interval)
  }
}
