import Numerics
import Testing

@Suite("Malleability measured on scores before and after")
struct MalleabilityTests {
  static func scores(_ seed: UInt64, tests: Int = 7, rows: Int = 40) -> Matrix<Double> {
    CounterRandom(seed: seed, purpose: "scores").normals(rows: tests, columns: rows, on: .one)
  }

  /// The definition, written out with sets and sorting and nothing else.
  static func bruteForceRate(_ old: [Double], _ new: [Double], tau: Double, by set: [Double])
    -> Double
  {
    let sorted = set.sorted()
    let position = Double(sorted.count - 1) * (1 - tau)
    let below = Int(position)
    let fraction = position - Double(below)
    let above = min(below + 1, sorted.count - 1)
    let threshold = sorted[below] * (1 - fraction) + sorted[above] * fraction
    let members = set.indices.filter { set[$0] > threshold }
    let flips = members.filter { (old[$0] > 0) != (new[$0] > 0) }
    return Double(flips.count) / Double(members.count)
  }

  @Test("the three rules agree with the definition written out", arguments: [0.05, 0.1, 0.35])
  func definition(tau: Double) throws {
    let old = Self.scores(1)
    let new = Self.scores(2)
    let before = InfluenceScores(perTest: old)
    let after = InfluenceScores(perTest: new)
    let measured = MalleabilityMeasurement(before: before, after: after, rule: .quantile(tau: tau))

    let perTest = (0..<7).map {
      Self.bruteForceRate(old.row($0), new.row($0), tau: tau, by: old.row($0))
    }
    let pooled = (0..<7).map {
      Self.bruteForceRate(old.row($0), new.row($0), tau: tau, by: before.mean)
    }
    let mean = Self.bruteForceRate(before.mean, after.mean, tau: tau, by: before.mean)
    #expect(abs(try #require(measured.rate(.perTest)) - perTest.reduce(0, +) / 7) < 1e-12)
    #expect(abs(try #require(measured.rate(.pooled)) - pooled.reduce(0, +) / 7) < 1e-12)
    #expect(try #require(measured.rate(.mean)) == mean)
  }

  @Test("nothing moves, nothing flips; everything negated, everything flips")
  func extremes() {
    let old = InfluenceScores(perTest: Self.scores(3))
    let same = MalleabilityMeasurement(before: old, after: old, rule: .quantile(tau: 0.1))
    #expect(same.rate(.perTest) == 0 && same.rate(.mean) == 0 && same.rate(.pooled) == 0)
    #expect(same.spearman == 1 && same.topStability(10) == 1)
    var negated = old.perTest
    negated.scale(by: -1)
    let opposite = MalleabilityMeasurement(
      before: old, after: InfluenceScores(perTest: negated), rule: .quantile(tau: 0.1))
    #expect(opposite.rate(.perTest) == 1 && opposite.rate(.mean) == 1)
    #expect(abs((opposite.spearman ?? 0) + 1) < 1e-12)
  }

  @Test("zero is a sign of its own, and is counted")
  func zeros() {
    let old = InfluenceScores(perTest: Matrix([[3, 2, 1, 0]]))
    let new = InfluenceScores(perTest: Matrix([[0, -2, 1, 0]]))
    let measured = MalleabilityMeasurement(before: old, after: new, rule: .top(count: 4))
    #expect(measured.perTest[0].flipped == 2)
    #expect(measured.perTest[0].zeros == 2)
  }

  @Test("spill-over looks only at rows that were not attacked")
  func spillOver() {
    let old = InfluenceScores(perTest: Matrix([[4, 3, 2, 1]]))
    let new = InfluenceScores(perTest: Matrix([[-4, 3, -2, 1]]))
    let measured = MalleabilityMeasurement(
      before: old, after: new, rule: .top(count: 4), attacked: [0, 1])
    #expect(measured.rate(.spillOver) == 0.5)
    let everything = MalleabilityMeasurement(
      before: old, after: new, rule: .top(count: 4), attacked: [0, 1, 2, 3])
    #expect(everything.rate(.spillOver) == nil)
  }

  @Test("a test row whose set is empty does not enter the average")
  func emptySets() {
    let old = InfluenceScores(perTest: Matrix([[1, 1, 1, 1], [4, 3, 2, 1]]))
    let new = InfluenceScores(perTest: Matrix([[1, 1, 1, 1], [-4, 3, 2, 1]]))
    let measured = MalleabilityMeasurement(before: old, after: new, rule: .quantile(tau: 0.25))
    #expect(measured.rate(.perTest) == 1)
  }

  @Test("rank correlation is undefined on constant scores")
  func constant() {
    let old = InfluenceScores(perTest: Matrix([[1, 1, 1]]))
    #expect(MalleabilityMeasurement(before: old, after: old, rule: .top(count: 1)).spearman == nil)
  }

  @Test("intervals contain the estimate and repeat exactly on any number of threads")
  func intervals() throws {
    let before = InfluenceScores(perTest: Self.scores(4, tests: 60))
    let after = InfluenceScores(perTest: Self.scores(5, tests: 60))
    let rule = HighInfluence.quantile(tau: 0.1)
    let measured = MalleabilityMeasurement(before: before, after: after, rule: rule, attacked: [0])
    for which in MalleabilityMeasurement.Rate.allCases {
      let random = CounterRandom(seed: 1, purpose: which.rawValue)
      let once = measured.interval(which, draws: 200, random: random)
      let again = measured.interval(which, draws: 200, random: random, on: Cores(7))
      let interval = try #require(once)
      #expect(interval == again)
      #expect(interval.low <= interval.high && interval.high - interval.low > 0)
      #expect(interval.low <= interval.estimate && interval.estimate <= interval.high)
    }
  }

  @Test("the mean rate's interval is of the one set, with means and signs of each resample")
  func meanInterval() throws {
    let (tests, draws) = (30, 100)
    let before = InfluenceScores(perTest: Self.scores(6, tests: tests))
    let after = InfluenceScores(perTest: Self.scores(7, tests: tests))
    let measured = MalleabilityMeasurement(
      before: before, after: after, rule: .top(count: before.mean.count / 2))
    let random = CounterRandom(seed: 3, purpose: "resamples")
    let interval = try #require(measured.interval(.mean, draws: draws, random: random))
    var rates: [Double] = []
    for draw in 0..<draws {
      var source = random.substream(draw).sequence()
      let chosen = (0..<tests).map { _ in source.below(tests) }
      func isPositive(_ scores: InfluenceScores, _ row: Int) -> Bool {
        chosen.reduce(0) { $0 + scores.perTest[$1, row] } > 0
      }
      let flipped = measured.meanSet.count { isPositive(before, $0) != isPositive(after, $0) }
      rates.append(Double(flipped) / Double(measured.meanSet.count))
    }
    rates.sort()
    let (low, high) = (
      try #require(Statistics.quantile(sorted: rates, 0.025)),
      try #require(Statistics.quantile(sorted: rates, 0.975))
    )
    #expect(interval.low == low && interval.high == high && low < high)
  }
}
