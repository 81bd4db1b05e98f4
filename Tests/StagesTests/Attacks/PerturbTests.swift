import Numerics
import Pipeline
import Stages
import Testing

@Suite("Perturb") struct PerturbTests {
  static func data(_ rows: Matrix<Double>, _ labels: [Int32], ids: [Int64]? = nil) -> Dataset {
    Dataset(
      inputs: rows, labels: labels, ids: ids ?? labels.indices.map { Int64($0) },
      about: DatasetInfo(classes: ["a", "b", "c", "d"]))
  }

  /// Forty rows, a map through attention, and a network that was never trained.
  static let small: (data: Dataset, features: Features, network: Network) = {
    let random = CounterRandom(seed: 8, purpose: "perturb")
    let rows = Matrix<Double>(rows: 40, columns: 6, (0..<240).map { random.uniform($0) })
    let data = PerturbTests.data(
      rows, (0..<40).map { Int32($0 % 4) }, ids: (0..<40).map { Int64(1000 - $0) })
    var map = FeatureMap(columns: 6)
    map.append(.standardize(mean: [0.4, 0.5], deviation: [0.3, 0.2]))
    map.append(.unitRows)
    map.append(.attention(keys: map.apply(rows, on: .one), values: nil))
    map.append(.unitRows)
    let features = Features(
      matrix: map.apply(rows, on: .one), labels: data.labels, ids: data.ids,
      classes: data.about.classes, map: map)
    let hidden: Matrix<Double> = random.substream(1).normals(rows: 16, columns: 6, on: .one)
    let network = Network(
      hidden: hidden, output: Training.outputWeights(width: 16, outputs: 4, seed: 1),
      initial: hidden, loss: .crossEntropy)
    return (data, features, network)
  }()

  static func perturb(
    _ settings: [String: SettingText] = [:], _ data: Dataset = small.data,
    by influence: Influence? = nil, network: Network = small.network, cores: Int = 1
  ) throws -> Dataset {
    var inputs = try Inputs().wiring(data, to: Perturb.data)
      .wiring(small.features, to: Perturb.features).wiring(network, to: Perturb.network)
    if let influence { inputs = try inputs.wiring(influence, to: Perturb.by) }
    return try Perturb.answer(settings, inputs, cores: cores)
  }

  static func influence(_ mean: [Double], ids: [Int64]) -> Influence {
    let labels = [Int32](repeating: 0, count: mean.count)
    return Influence(
      mean: mean, perTest: Matrix(rows: 0, columns: mean.count), leverage: mean, labels: labels,
      ids: ids, queryLabels: [], queryIds: [], classes: ["a"], about: [:])
  }

  static let references = ["plain", "attention"].flatMap { map in
    ["ce", "mse"].flatMap { loss in ["fgsm", "pgd", "mim"].map { ($0, map, loss) } }
  }

  static func reference(
    _ map: String
  ) throws -> (data: Dataset, features: Features, network: Network) {
    let pixels = try Shared.matrix("attacks/pixels")
    let labels = try Shared.matrix("attacks/labels").elements.map { Int32($0) }
    let data = Self.data(pixels, labels)
    var steps = FeatureMap(columns: pixels.columns)
    steps.append(.standardize(mean: [0.41], deviation: [0.29]))
    steps.append(.unitRows)
    if map == "attention" {
      steps.append(.attention(keys: try Shared.matrix("attacks/context"), values: nil))
      steps.append(.unitRows)
    }
    let features = Features(
      matrix: steps.apply(pixels, on: .one), labels: labels, ids: data.ids,
      classes: data.about.classes, map: steps)
    let hidden = try Shared.matrix("attacks/hidden")
    let network = Network(
      hidden: hidden, output: try Shared.matrix("attacks/output"), initial: hidden,
      loss: .crossEntropy)
    return (data, features, network)
  }

  @Test(.enabled(if: Shared.isThere, "no reference numbers"), arguments: references.indices)
  func `attacks agree with the reference after all their steps`(index: Int) throws {
    let (method, map, loss) = Self.references[index]
    let (data, features, network) = try Self.reference(map)
    let inputs = try Inputs().wiring(data, to: Perturb.data)
      .wiring(features, to: Perturb.features).wiring(network, to: Perturb.network)
    var settings: [String: SettingText] = [
      "method": .scalar(method), "loss": loss == "ce" ? "cross-entropy" : "mse",
    ]
    if method == "pgd" { settings["start"] = "at-input" }
    let moved = try Perturb.answer(settings, inputs, cores: 2).inputs
    let expected = try Shared.matrix("attacks/\(method)_\(map)_\(loss)")
    let worst = zip(moved.elements, expected.elements).map { abs($0 - $1) }.max()
    #expect(try #require(worst) < 1e-12)
  }

  @Test(
    .enabled(if: Shared.isThere, "no reference numbers"), arguments: ["plain", "attention"],
    [(OutputLoss.crossEntropy, "ce"), (.squaredError, "mse")])
  func `pixel gradients agree with the reference`(
    map: String, loss: (kind: OutputLoss, name: String)
  ) throws {
    let (data, features, network) = try Self.reference(map)
    let model = TwoLayerNetwork(hidden: network.hidden, output: network.output)
    let gradient = features.map.gradient(at: data.inputs, on: .one) { range, rows in
      model.gradient(of: loss.kind, at: rows, labels: data.labels[range])
    }
    let expected = try Shared.matrix("attacks/gradient_\(map)_\(loss.name)")
    #expect(gradient.relativeDistance(to: expected) < 1e-12)
  }

  /// Six times the small rows, each with another start: several blocks.
  static let many: Dataset = {
    let rows = small.data.inputs
    let copies = (0..<6).flatMap { _ in rows.elements }
    return data(
      Matrix(rows: 240, columns: 6, copies), (0..<240).map { Int32($0 % 40 % 4) },
      ids: (0..<240).map { Int64($0) })
  }()

  @Test(arguments: ["pgd", "mim"])
  func `single precision moves nearly every pixel as double does, on one core and on seven`(
    method: SettingText
  ) throws {
    let settings: [String: SettingText] = ["method": method, "epsilon": "0.05"]
    let double = try Self.perturb(settings, Self.many, cores: 7).inputs
    #expect(try Self.perturb(settings, Self.many).inputs == double)
    let single = try Self.perturb(
      settings.merging(["precision": "float"]) { $1 }, Self.many, cores: 7
    ).inputs
    #expect(
      try Self.perturb(settings.merging(["precision": "float"]) { $1 }, Self.many).inputs == single)
    let pairs = Array(zip(single.elements, double.elements))
    let same = pairs.count { abs($0 - $1) < 1e-9 }
    #expect(same > pairs.count * 97 / 100)
    for (new, old) in zip(single.elements, Self.many.inputs.elements) {
      #expect(abs(new - old) <= 0.05 + 1e-12 && new >= 0 && new <= 1)
    }
  }

  @Test(arguments: ["fgsm", "pgd", "mim", "random-sign"], ["pixel", "standardized", "unit"])
  func `one core and seven give the same bits, within the cube and the box`(
    method: SettingText, space: SettingText
  ) throws {
    let settings = ["method": method, "space": space, "epsilon": "0.05"]
    let moved = try Self.perturb(settings)
    let other = try Self.perturb(settings, cores: 7)
    #expect(other.inputs == moved.inputs)
    #expect(moved.ids == Self.small.data.ids && moved.labels == Self.small.data.labels)
    #expect(moved.inputs != Self.small.data.inputs)
    guard space != "unit" else { return }
    #expect(moved.inputs.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    for (index, (old, new)) in zip(Self.small.data.inputs.elements, moved.inputs.elements)
      .enumerated()
    {
      let unit = space == "pixel" ? 1 : index % 6 < 3 ? 0.3 : 0.2
      #expect(abs(old - new) <= 0.05 * unit + 1e-15)
    }
  }

  @Test func `in the unit space the unit row moves and the length stays`() throws {
    let settings: [String: SettingText] = [
      "method": "random-sign", "space": "unit", "epsilon": "0.1",
    ]
    let moved = try Self.perturb(settings).inputs
    let map = Self.small.features.map
    let standard = map.prefix(1)
    let (old, new) = (
      standard.apply(Self.small.data.inputs, on: .one), standard.apply(moved, on: .one)
    )
    for row in 0..<old.rows {
      let length = old.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (before, after) in zip(old.row(row), new.row(row)) {
        #expect(abs(abs(after - before) / length - 0.1) < 1e-12)
      }
    }
  }

  @Test(arguments: ["pgd", "random-sign"])
  func `random draws belong to the id, not to the place`(method: SettingText) throws {
    let order = Array((0..<40).reversed())
    let settings: [String: SettingText] =
      method == "pgd" ? ["method": method, "steps": "1"] : ["method": method]
    let moved = try Self.perturb(settings)
    let reversed = try Self.perturb(settings, Self.small.data.gathered(rows: order))
    let distance = moved.gathered(rows: order).inputs.relativeDistance(to: reversed.inputs)
    #expect(distance < 1e-12)
    #expect(
      try Self.perturb(settings.merging(["seed": "9"]) { $1 }).inputs != moved.inputs)
  }

  @Test func `attacks raise the loss, gradients more than random signs`() throws {
    let (data, features, network) = Self.small
    let model = TwoLayerNetwork(hidden: network.hidden, output: network.output)
    func loss(_ pixels: Matrix<Double>) -> Double {
      var outputs = model.outputs(of: features.map.apply(pixels, on: .one))
      return data.labels.enumerated().reduce(0) { sum, item in
        sum
          + outputs.withUnsafeMutableRow(item.offset) {
            OutputLoss.crossEntropy.differentiate($0, label: Int(item.element))
          }
      }
    }
    let clean = loss(data.inputs)
    let control = loss(
      try Self.perturb(["method": "random-sign", "epsilon": "0.1"]).inputs)
    for method: SettingText in ["fgsm", "pgd", "mim"] {
      let attacked = loss(try Self.perturb(["method": method, "epsilon": "0.1"]).inputs)
      #expect(attacked > clean)
      #expect(attacked > control)
    }
  }

  @Test(arguments: [("0.1", [3, 4, 5, 6]), ("2", [5, 6]), ("0.05", [5, 6])])
  func `only the most influential rows move; the others stay bit-equal`(
    top: String, expected: [Int]
  ) throws {
    var mean = (0..<40).map { Double($0 * 7 % 40) / 100 }
    for (rank, row) in [3, 4, 5, 6].enumerated() { mean[row] = 10 + Double(rank) }
    let order = Array((0..<40).reversed())
    let influence = Self.influence(
      order.map { mean[$0] }, ids: order.map { Self.small.data.ids[$0] })
    let moved = try Self.perturb(["top": .scalar(top)], by: influence).inputs
    let changed = (0..<40).filter { moved.row($0) != Self.small.data.inputs.row($0) }
    #expect(changed == expected)
  }

  @Test func `a column without gradient stays where it is`() throws {
    var network = Self.small.network
    network.hidden = Matrix(rows: 16, columns: 6)
    for method: SettingText in ["fgsm", "mim"] {
      let moved = try Self.perturb(["method": method], network: network)
      #expect(moved.inputs == Self.small.data.inputs)
    }
  }

  @Test func `what does not fit together is refused`() throws {
    var wide = Self.small.data
    wide.inputs = Matrix(rows: 40, columns: 5)
    var broken = Self.small.data
    broken.inputs[3, 1] = .infinity
    var narrow = Self.small.network
    narrow.output = Matrix(rows: 16, columns: 1, repeating: 1)
    let strangers = Self.influence([1, 2], ids: [-1, -2])
    var turned = Self.small.data
    turned.about.classes.reverse()
    for (body, message) in [
      (
        { try Self.perturb([:], wide) },
        "the input features does not suit: its map reads 6 columns, the data have 5; "
          + "wire features that were made from images of this size"
      ),
      (
        { try Self.perturb([:], broken) },
        "the input data does not suit: row 3, column 1 is not finite; "
          + "look for missing values in the data"
      ),
      (
        { try Self.perturb([:], network: narrow) },
        "the input network does not suit: it has 1 outputs for 4 classes; "
          + "wire a network that was made for these classes"
      ),
      (
        { try Self.perturb([:], turned) },
        "the input features does not suit: its classes are not those of the data; "
          + "choose the same classes for both"
      ),
      (
        { try Self.perturb(["top": "1"], by: strangers) },
        "the input by does not suit: 1 of its 1 most influential rows are not here; "
          + "wire the influence of these very images"
      ),
    ] as [(() throws -> Dataset, String)] {
      #expect {
        try body()
      } throws: { error in
        (error as? StageError)?.message == message
      }
    }
  }

  @Test(arguments: ["0", "1.5", "1e19"])
  func `a share or a count of rows must be one`(top: SettingText) {
    let all = Self.influence(Array(repeating: 1, count: 40), ids: Self.small.data.ids)
    #expect(throws: SettingFaults.self) { try Self.perturb(["top": top], by: all) }
  }

  @Test(
    arguments: [
      ["method": "fgsm", "step": "0.1"], ["method": "mim", "start": "random"],
      ["method": "pgd", "decay": "1"], ["method": "pgd", "start": "at-input", "seed": "3"],
      ["method": "random-sign", "loss": "mse"], ["top": "0.2"],
    ] as [[String: SettingText]])
  func `a setting that the method does not use must be left out`(settings: [String: SettingText]) {
    #expect(throws: SettingFault.self) { try Self.perturb(settings) }
  }
}
