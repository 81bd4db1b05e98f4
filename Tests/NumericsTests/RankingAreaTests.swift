import Numerics
import Testing

@Suite struct `The area under the curve` {
  @Test func `is the share of pairs in the right order, ties counting half`() throws {
    let random = CounterRandom(seed: 4, purpose: "scores")
    let scores = (0..<60).map { (random.uniform($0) * 12).rounded() }
    let isPositive = (0..<60).map { random.uniform(100 + $0) < 0.3 }
    var (pairs, right) = (0.0, 0.0)
    for a in 0..<60 where isPositive[a] {
      for b in 0..<60 where !isPositive[b] {
        pairs += 1
        right += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0
      }
    }
    let area = try #require(Statistics.rankingArea(scores, isPositive: isPositive))
    #expect(abs(area - right / pairs) < 1e-14)
  }

  @Test func `is one, zero or a half where it must be, and nothing without both kinds`() {
    #expect(Statistics.rankingArea([1, 2, 3], isPositive: [false, true, true]) == 1)
    #expect(Statistics.rankingArea([1, 2, 3], isPositive: [true, false, false]) == 0)
    #expect(Statistics.rankingArea([5, 5, 5], isPositive: [true, false, false]) == 0.5)
    #expect(Statistics.rankingArea([1, 2], isPositive: [true, true]) == nil)
    #expect(Statistics.rankingArea([1, .nan], isPositive: [true, false]) == nil)
  }
}
