import Numerics
import Pipeline
import Stages
import Testing

@Suite("TrainMLP") struct TrainMLPTests {
  static func features(_ labels: [Int32], classes: [String]) -> Features {
    let rows: Matrix<Double> = CounterRandom(seed: 2, purpose: "test").normals(
      rows: labels.count, columns: 5, on: .one)
    return Features(
      matrix: rows, labels: labels, ids: labels.indices.map { Int64($0) }, classes: classes,
      map: FeatureMap(columns: 5))
  }

  static let three = features([0, 1, 2, 0, 1, 2, 2], classes: ["a", "b", "c"])
  static let two = features([0, 1, 1, 0], classes: ["a", "b"])

  static func train(
    _ data: Features, _ settings: [String: SettingText] = [:], test: Features? = nil,
    start: Network? = nil
  ) throws -> Network {
    var inputs = try Inputs().wiring(data, to: TrainMLP.data)
    if let test { inputs = try inputs.wiring(test, to: TrainMLP.test) }
    if let start { inputs = try inputs.wiring(start, to: TrainMLP.start) }
    var given: [String: SettingText] = ["epochs": "3"]
    if start == nil { given["width"] = "4" }
    return try TrainMLP.answer(given.merging(settings) { $1 }, inputs)
  }

  @Test func `three classes have three outputs and cross-entropy, two have one and squares`() throws
  {
    let (many, few) = (try Self.train(Self.three), try Self.train(Self.two))
    #expect((many.outputs, many.loss) == (3, .crossEntropy))
    #expect((few.outputs, few.loss) == (1, .meanSquares))
    #expect(many.output.elements.allSatisfy { abs($0) == 1 })
    #expect(many.width == 4)
  }

  @Test func `the history has a record for every epoch, with test rows when there are any`() throws
  {
    let plain = try Self.train(Self.three)
    #expect(plain.history.map(\.epoch) == [1, 2, 3])
    #expect(plain.history.allSatisfy { $0.testAccuracy == nil && $0.gradientNorm > 0 })
    let tested = try Self.train(Self.three, ["record": "rows"], test: Self.three)
    #expect(tested.history.map(\.epoch) == [0, 1, 2, 3])
    #expect(tested.history.allSatisfy { $0.testAccuracy == $0.trainAccuracy })
    #expect(tested.history[0].relativeDistance == 0)
    #expect(tested.hidden == plain.hidden)
  }

  @Test func `a start is the first iterate and the middle of the penalty`() throws {
    let first = try Self.train(Self.three)
    let second = try Self.train(Self.three, ["epochs": "0"], start: first)
    #expect(second.hidden == first.hidden)
    #expect(second.initial == first.hidden)
    #expect(second.output == first.output)
    let held = try Self.train(
      Self.three, ["ridge": "1e6", "optimizer": "gd", "learning-rate": "1e-7"], start: first)
    #expect(held.history.allSatisfy { $0.relativeDistance < 1e-4 })
  }

  @Test func `the stored initial weights are what float training started from`() throws {
    let single = try Self.train(Self.three)
    let double = try Self.train(Self.three, ["precision": "double"])
    #expect(single.initial.elements == double.initial.elements.map { Double(Float($0)) })
  }

  @Test(arguments: [("width", "8"), ("init-scale", "0.5")])
  func `a setting that start decides must be left out`(name: String, value: String) throws {
    let first = try Self.train(Self.three)
    #expect(throws: SettingFault.self) {
      try Self.train(Self.three, [name: .scalar(value)], start: first)
    }
  }

  static let faults: [(Features, [String: SettingText], String)] = [
    (
      two, ["loss": "cross-entropy"],
      "the input data does not suit: two classes have one output, which has no cross-entropy; "
        + "use loss: mse, or leave loss out"
    ),
    (
      features([0, 0], classes: ["a"]), [:],
      "the input data does not suit: it has one class; keep rows of two classes at least"
    ),
    (
      features([], classes: ["a", "b"]), [:],
      "the input data does not suit: it has 0 rows of 5 columns; keep at least one of each"
    ),
    (
      broken, [:],
      "the input data does not suit: row 1, column 2 is nan; look for missing values in the data"
    ),
    (
      three, ["optimizer": "gd", "learning-rate": "1e30", "loss": "mse", "epochs": "40"],
      "in epoch 2 the loss or the weights stopped being finite; use a smaller learning-rate"
    ),
  ]

  static var broken: Features {
    var features = three
    features.matrix[1, 2] = .nan
    return features
  }

  @Test(arguments: faults.indices)
  func `what cannot be trained is refused in words`(index: Int) {
    let (data, settings, message) = Self.faults[index]
    #expect {
      try Self.train(data, settings)
    } throws: { error in
      (error as? StageError)?.message == message
    }
  }

  @Test func `test rows and a start must fit the training rows`() throws {
    let wide = Features(
      matrix: Matrix(rows: 1, columns: 6), labels: [0], ids: [0], classes: Self.three.classes,
      map: FeatureMap(columns: 6))
    let start = try Self.train(Self.two)
    for body in [
      { try Self.train(Self.three, test: wide) },
      { try Self.train(Self.three, test: Self.two) },
      { try Self.train(Self.three, start: start) },
    ] {
      #expect {
        try body()
      } throws: { error in
        guard case .unsuitable? = error as? StageError else { return false }
        return true
      }
    }
  }

  @Test func `the memory estimate grows with rows, width and what is measured`() throws {
    func memory(_ settings: [NamedSetting], rows: Int) throws -> Int {
      let shapes = InputShapes(
        ["data": [["rows": rows, "columns": 784, "classes": 10]]], bytes: rows * 784 * 8)
      let wiring = Wiring(stage: "TrainMLP", ports: ["data": [Wiring(stage: "Normalize")]])
      return try StageType(TrainMLP.self).prepare(settings, wiring: wiring).get().stage
        .memory(shapes)
    }
    let plain = try memory([], rows: 60_000)
    #expect(plain > 60_000 * 784 * 12 + 1024 * 784 * 40)
    #expect(plain < 1 << 30)
    #expect(try memory([NamedSetting("record", "rows")], rows: 60_000) > plain)
    #expect(try memory([NamedSetting("width", "8192")], rows: 60_000) > plain + 200 << 20)
    #expect(try memory([], rows: 1000) < plain / 4)
  }

  @Test func `a batch larger than the data promises no more memory than the data`() throws {
    func memory(batch: String) throws -> Int {
      let rows: Shape = ["rows": 2000, "columns": 784, "classes": 10]
      let wiring = Wiring(
        stage: "TrainMLP",
        ports: ["data": [Wiring(stage: "Normalize")], "images": [Wiring(stage: "LoadIDX")]])
      let settings = [NamedSetting("adversarial", "pgd"), NamedSetting("batch", .scalar(batch))]
      return try StageType(TrainMLP.self).prepare(settings, wiring: wiring).get().stage
        .memory(InputShapes(["data": [rows], "images": [rows]], bytes: 1 << 20))
    }
    #expect(try memory(batch: "100000000000000") == memory(batch: "2000"))
  }
}
