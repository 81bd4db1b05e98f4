import Numerics
import Pipeline
import Stages
import Testing

@Suite("InfluenceError") struct InfluenceErrorTests {
  static func influence(_ scores: [[Double]], bounds: [Double]? = nil) -> Influence {
    let perTest = Matrix<Double>(scores)
    let mean = InfluenceScores(perTest: perTest).mean
    return Influence(
      mean: mean, perTest: perTest, leverage: mean, labels: mean.map { _ in 0 },
      ids: mean.indices.map(Int64.init), queryLabels: scores.map { _ in 0 },
      queryIds: scores.indices.map(Int64.init), classes: ["a", "b"],
      about: ["solver": "cg", "rank": 7],
      bounds: bounds.map { ScoreBounds(perTest: $0, mean: mean.map { _ in 1 }) })
  }

  static func values(_ exact: Influence, _ other: Influence) throws -> [String: Double?] {
    let table = try InfluenceError.answer(
      [:],
      Inputs().wiring(exact, to: InfluenceError.exact)
        .wiring(other, to: InfluenceError.approximate))
    let measures = try #require(table["measure"]?.values.texts).compactMap { $0 }
    let values = try #require(table["value"]?.values.numbers)
    return Dictionary(uniqueKeysWithValues: zip(measures, values))
  }

  @Test func `errors are relative to the largest score of their test row`() throws {
    let values = try Self.values(
      Self.influence([[4, -2, 0], [1, 0.5, -1]]),
      Self.influence([[3, -2, 0.5], [1, -0.5, -1]], bounds: [1.5, 0.5]))
    #expect(values["largest error, over the test row's largest score"] == 1)
    #expect(values["mean of the test rows' largest errors"] == 0.625)
    #expect(values["sign agreement"] == 4.0 / 6)
    #expect(values["largest error of the mean influence, over its largest"] == 0.2)
    #expect(values["certified error, over the test row's largest score"] == 0.5)
    #expect(values["test rows within their certified error"] == 0.5)
    #expect(values["rank"] == 7)
  }

  @Test func `the same scores have no error, and no certificate when there is none`() throws {
    let scores = Self.influence([[4, -2, 1], [1, 0.5, -1]])
    let values = try Self.values(scores, scores)
    #expect(values["largest error, over the test row's largest score"] == 0)
    #expect(values["sign agreement"] == 1)
    #expect(values["rank correlation of the mean influence"] == 1)
    #expect(values["certified error, over the test row's largest score"] == nil)
  }

  @Test func `a score that is not a number is no small error`() throws {
    let values = try Self.values(
      Self.influence([[4, -2], [1, 0.5]]),
      Self.influence([[.nan, -2], [1, 0.5]], bounds: [1, 1]))
    let error = try #require(values["largest error, over the test row's largest score"])
    #expect(try #require(error).isNaN)
    #expect(values["test rows within their certified error"] == 0.5)
  }

  @Test(arguments: [
    ("frozen", "full: recomputed without the row", true),
    ("frozen", "full, the same as frozen without attention", false),
    ("full: recomputed without the row", "full: recomputed without the row", false),
  ])
  func `answers with another context are no errors`(
    context: String, other: String, isRefused: Bool
  ) throws {
    var (exact, approximate) = (Self.influence([[4, -2]]), Self.influence([[4, -2]]))
    exact.about["attention context"] = .string(context)
    approximate.about["attention context"] = .string(other)
    if isRefused {
      #expect(throws: StageError.self) { try Self.values(exact, approximate) }
    } else {
      #expect(try Self.values(exact, approximate)["sign agreement"] == 1)
    }
  }

  @Test func `a bound on scores that are all zero is not within any share of them`() throws {
    let values = try Self.values(
      Self.influence([[0, 0], [1, 0.5]]), Self.influence([[0, 0], [1, 0.5]], bounds: [1, 0]))
    #expect(values["certified error, over the test row's largest score"] == .infinity)
  }

  @Test func `answers to another question are refused`() {
    var (exact, other) = (Self.influence([[1, 2, 3]]), Self.influence([[1, 2, 3]]))
    (exact.about["ridge"], other.about["ridge"]) = (JSON(0.5), JSON(20.0))
    let error = #expect(throws: StageError.self) { try Self.values(exact, other) }
    #expect(
      error?.message
        == "the input approximate does not suit: its ridge is 20.0, that of ‘exact’ is 0.5; "
        + "use the same settings for both, but for the solver and its limits")
  }

  @Test func `influence of other rows is refused`() {
    var other = Self.influence([[1, 2, 3]])
    other.ids[0] = 9
    let error = #expect(throws: StageError.self) {
      try Self.values(Self.influence([[1, 2, 3]]), other)
    }
    #expect(
      error?.message
        == "the input approximate does not suit: it was measured on other rows than ‘exact’; "
        + "use one kernel for both")
  }
}
