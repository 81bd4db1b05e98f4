import Numerics
import Testing

@Suite("High-influence sets")
struct HighInfluenceTests {
  @Test(
    "the quantile rule is strict and interpolates",
    arguments: [
      ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.1, [9]),
      ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.1, [10]),
      ([5, 5, 5, 5], 0.25, []),
      ([1, 9, 9, 9, 0], 0.2, []),
      ([], 0.1, []),
    ] as [([Double], Double, [Int])])
  func quantile(scores: [Double], tau: Double, expected: [Int]) {
    #expect(HighInfluence.quantile(tau: tau).rows(of: scores) == expected)
  }

  @Test("the count rule breaks ties by id")
  func ties() {
    let scores = [1.0, 7, 7, 7, 2]
    #expect(HighInfluence.top(count: 2).rows(of: scores) == [1, 2])
    #expect(HighInfluence.top(count: 2).rows(of: scores, ids: [4, 9, 3, 1, 0]) == [2, 3])
    #expect(HighInfluence.top(count: 9).rows(of: scores) == [0, 1, 2, 3, 4])
  }

  @Test(
    "τn is rounded up, except where it is whole but for rounding",
    arguments: [(0.1, 30, 3), (0.1, 31, 4), (0.3, 10, 3), (0.0, 5, 0)])
  func fraction(tau: Double, n: Int, count: Int) {
    #expect(HighInfluence.top(tau: tau, of: n) == .top(count: count))
  }
}
