import Numerics
import Testing

@Suite struct `A linear fit` {
  @Test func `agrees with the textbook example`() throws {
    // Anscombe (1973), first set: y = 3.0001 + 0.5001x, standard error of the slope 0.1179, r² = 0.6665.
    let x: [Double] = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    let fit = try #require(LinearFit(x, y))
    #expect(abs(fit.slope - 0.500_090_909_09) < 1e-10)
    #expect(abs(fit.intercept - 3.000_090_909_09) < 1e-10)
    #expect(abs(try #require(fit.slopeError) - 0.117_905_500_59) < 1e-10)
    #expect(abs(try #require(fit.explained) - 0.666_542_459_51) < 1e-10)
    let interval = try #require(fit.interval())
    #expect(abs(interval.low - 0.233_370) < 1e-5)
    #expect(abs(interval.high - 0.766_812) < 1e-5)
  }

  @Test func `covers the true slope nineteen times in twenty`() throws {
    let random = CounterRandom(seed: 3, purpose: "lines")
    let x = (0..<6).map(Double.init)
    let covered = (0..<1000).count { trial in
      let noise = random.substream(trial)
      let y = x.map { 2 - 0.5 * $0 + noise.normal(Int($0)) }
      guard let interval = LinearFit(x, y)?.interval() else { return false }
      return interval.low <= -0.5 && -0.5 <= interval.high
    }
    #expect((925...972).contains(covered))
  }

  @Test func `is undefined without two different places`() {
    #expect(LinearFit([], []) == nil)
    #expect(LinearFit([1, 1], [2, 3]) == nil)
    #expect(LinearFit([1, 2], [3, 5])?.interval() == nil)
    #expect(LinearFit([1, 2], [3, 5])?.slope == 2)
  }
}
