import Numerics
import Pipeline
import Stages
import Testing

@Suite struct InterveneTests {
  private static let data = Dataset(
    inputs: Matrix([[0.1], [0.2], [0.3], [0.4]]), labels: [0, 1, 0, 1], ids: [10, 11, 12, 13],
    about: DatasetInfo(classes: ["a", "b"]))

  /// The attacked rows in another order.
  private static let attacked = Dataset(
    inputs: Matrix([[0.9], [0.8], [0.7], [0.6]]), labels: [1, 0, 1, 0], ids: [13, 12, 11, 10],
    about: DatasetInfo(classes: ["a", "b"]))

  private static func influence(_ mean: [Double], ids: [Int64]) -> Influence {
    Influence(
      mean: mean, perTest: Matrix([mean]), leverage: mean, labels: [0, 1, 0, 1], ids: ids,
      queryLabels: [0], queryIds: [0], classes: ["a", "b"], about: [:])
  }

  private func intervene(
    _ settings: [String: SettingText], by mean: [Double]?, ids: [Int64] = [10, 11, 12, 13],
    attacked: Dataset? = attacked
  ) throws -> Dataset {
    var inputs = try Inputs().wiring(Self.data, to: Intervene.data)
    if let mean { inputs = try inputs.wiring(Self.influence(mean, ids: ids), to: Intervene.by) }
    if let attacked { inputs = try inputs.wiring(attacked, to: Intervene.attacked) }
    return try Intervene.answer(settings, inputs)
  }

  @Test func `curated leaves out the most helpful rows and keeps the ids of the others`() throws {
    let data = try intervene(
      ["strategy": "curated", "top": "0.5"], by: [1, -5, 3, 0], attacked: nil)
    #expect(data.ids == [11, 13])
    #expect(data.inputs == Matrix([[0.2], [0.4]]))
    #expect(data.labels == [1, 1])
  }

  @Test func `transformed takes the most helpful rows from the attacked data by id`() throws {
    let data = try intervene(["strategy": "transformed", "top": "2"], by: [1, -5, 3, 0])
    #expect(data.ids == [10, 11, 12, 13])
    #expect(data.inputs == Matrix([[0.6], [0.2], [0.8], [0.4]]))
  }

  @Test func `adversarial takes every row`() throws {
    let data = try intervene(["strategy": "adversarial"], by: nil)
    #expect(data.inputs == Matrix([[0.6], [0.7], [0.8], [0.9]]))
  }

  @Test func `ties go to the smaller id and a fraction is rounded up`() throws {
    let data = try intervene(
      ["strategy": "curated", "top": "0.3"], by: [2, 2, 2, 2], ids: [13, 12, 11, 10], attacked: nil)
    #expect(data.ids == [12, 13])
  }

  @Test func `influence of other rows is refused`() {
    let error = #expect(throws: StageError.self) {
      try intervene(["strategy": "curated"], by: [1, 2, 3, 4], ids: [1, 2, 3, 4], attacked: nil)
    }
    #expect(
      error?.message
        == "the input by does not suit: the id 4 is on one side only; "
        + "wire the influence of these training rows")
  }

  static let wirings: [(strategy: SettingText, ports: [String], faults: [String])] = [
    ("curated", ["by"], []), ("transformed", ["by", "attacked"], []),
    ("adversarial", ["attacked"], []), ("curated", ["by", "attacked"], []),
    ("adversarial", ["by", "attacked"], []),
    (
      "transformed", [],
      [
        "by must be wired when strategy is transformed",
        "attacked must be wired when strategy is transformed",
      ]
    ),
  ]

  @Test(arguments: wirings.indices)
  func `what must be wired depends on the strategy`(index: Int) {
    let (strategy, ports, expected) = Self.wirings[index]
    let wiring = Wiring(
      stage: "Intervene",
      ports: Dictionary(uniqueKeysWithValues: (["data"] + ports).map { ($0, []) }))
    let result = StageType(Intervene.self)
      .prepare([NamedSetting("strategy", strategy)], wiring: wiring)
    var found: [String] = []
    if case .failure(let faults) = result {
      found = faults.faults.map { "\($0.port ?? "") \($0.message)" }
    }
    #expect(found == expected)
  }
}
