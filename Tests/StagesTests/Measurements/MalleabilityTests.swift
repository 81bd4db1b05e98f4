import Numerics
import Pipeline
import Stages
import Testing

@Suite struct MalleabilityTests {
  /// Influence with these scores, test rows by training rows.
  static func influence(_ scores: Matrix<Double>) -> Influence {
    let mean = InfluenceScores(perTest: scores).mean
    return Influence(
      mean: mean, perTest: scores, leverage: mean.map { _ in 0.5 }, labels: mean.map { _ in 0 },
      ids: mean.indices.map(Int64.init), queryLabels: (0..<scores.rows).map { _ in 0 },
      queryIds: (0..<scores.rows).map(Int64.init), classes: ["a", "b"], about: [:])
  }

  /// Scores of the given spread whose mean over test rows is 0.01 for every training row.
  static func scores(spread: Double) -> Matrix<Double> {
    let random = CounterRandom(seed: 1, purpose: "scores")
    var scores: Matrix<Double> = random.normals(rows: 40, columns: 20, on: .one)
    let mean = InfluenceScores(perTest: scores).mean
    for test in 0..<scores.rows {
      for row in 0..<scores.columns {
        scores[test, row] = spread * (scores[test, row] - mean[row]) + 0.01
      }
    }
    return scores
  }

  @Test func `scores that are no numbers are refused`() throws {
    let before = Self.scores(spread: 1)
    var after = before
    after[3, 5] = .nan
    let error = #expect(throws: StageError.self) {
      try Malleability.answer(
        [:],
        Inputs().wiring(Self.influence(before), to: Malleability.before)
          .wiring(Self.influence(after), to: Malleability.after))
    }
    #expect(error?.message.contains("a score is not a finite number") == true)
  }

  @Test func `a score that is no number is refused, unless nobody compares it`()
    throws
  {
    let before = Self.influence(Self.scores(spread: 1))
    var after = before
    after.perTest[3, 5] = .nan
    let inputs = try Inputs().wiring(before, to: Malleability.before)
    #expect(throws: StageError.self) {
      try Malleability.answer([:], inputs.wiring(after, to: Malleability.after))
    }
    after.ids[5] = 1000
    let table = try Malleability.answer([:], inputs.wiring(after, to: Malleability.after))
    #expect(try table.number(where: ["measure": "flip rate, pooled"]) == 0)
  }

  @Test func `the top K is told even when the high-influence set is as large`() throws {
    let scores = Self.influence(Self.scores(spread: 1))
    let table = try Malleability.answer(
      ["tau": "0.5", "set": "top-count", "top-k": ["5", "10", "15"]],
      Inputs().wiring(scores, to: Malleability.before).wiring(scores, to: Malleability.after))
    let stable = table["measure"]?.values.texts.compactMap { $0 }.filter { $0.hasPrefix("stab") }
    #expect(
      stable == [
        "stability of top 5", "stability of top 10", "stability of top the high-influence set",
        "stability of top 15",
      ])
  }

  /// All means fall by 0.02, so that every row flips; but where scores spread widely, the means of a resample are far from zero by
  /// chance, and few of them flip.
  @Test(arguments: [(1, true), (0.001, false)])
  func `an interval that leaves out what was measured is named`(spread: Double, isOut: Bool) throws
  {
    let before = Self.scores(spread: spread)
    var after = before
    for test in 0..<after.rows { for row in 0..<after.columns { after[test, row] -= 0.02 } }
    let table = try Malleability.answer(
      [:],
      Inputs().wiring(Self.influence(before), to: Malleability.before)
        .wiring(Self.influence(after), to: Malleability.after))
    #expect(try #require(table.intervals).contains("leaves out what was measured") == isOut)
    let measures = try #require(table["measure"]?.values.texts)
    let row = try #require(measures.firstIndex(of: "flip rate, mean"))
    func number(_ name: String) throws -> Double {
      try #require(table[name]?.values.numbers?[row])
    }
    #expect(try number("value") == 1)
    #expect(try (number("low")...number("high")).contains(1) == !isOut)
  }
}
