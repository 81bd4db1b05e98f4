import Numerics
import Testing

@Suite struct `A ratio of means` {
  /// The interval inverts Student's test: at its ends, and nowhere between, the test is at its limit.
  @Test func `has the interval of the ratios that Student's test does not refuse`() throws {
    let x = [30.1, 27.4, 31.9, 29.0], y = [3.2, 2.7, 3.6, 3.3]
    let quotient = try #require(RatioOfMeans(x, over: y))
    let t = 3.182446305284263
    func isKept(_ ratio: Double) -> Bool {
      let d = zip(x, y).map { $0 - ratio * $1 }
      let mean = d.reduce(0, +) / 4
      let variance = d.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
      return abs(mean) <= t * (variance / 4).squareRoot()
    }
    let kept = stride(from: 5.0, through: 15, by: 1e-4).filter(isKept)
    #expect(abs(try #require(kept.first) - (try #require(quotient.low))) < 2e-4)
    #expect(abs(try #require(kept.last) - (try #require(quotient.high))) < 2e-4)
    #expect(abs(quotient.ratio - 118.4 / 12.8) < 1e-12)
  }

  @Test func `covers the true ratio nineteen times in twenty`() {
    let random = CounterRandom(seed: 5, purpose: "ratios")
    let covered = (0..<1000).count { trial in
      let noise = random.substream(trial)
      let y = (0..<5).map { 4 + 0.3 * noise.normal($0) }
      let x = (0..<5).map { 2 * y[$0] + 0.4 * noise.normal(10 + $0) }
      guard let quotient = RatioOfMeans(x, over: y), let low = quotient.low,
        let high = quotient.high
      else { return false }
      return low <= 2 && 2 <= high
    }
    #expect((925...972).contains(covered))
  }

  @Test func `over a mean of zero is none, and over one near zero has no interval`() throws {
    #expect(RatioOfMeans([11, 25], over: [0, 0]) == nil)
    #expect(RatioOfMeans([], over: []) == nil)
    let open = try #require(RatioOfMeans([11, 25], over: [-1, 1.2]))
    #expect(open.low == nil && open.high == nil)
    let alone = try #require(RatioOfMeans([6], over: [2]))
    #expect(alone.ratio == 3 && alone.low == nil)
  }

  @Test func `of constant pairs has no width`() throws {
    let quotient = try #require(RatioOfMeans([6, 6], over: [2, 2]))
    #expect(quotient.ratio == 3 && quotient.low == 3 && quotient.high == 3)
  }
}
