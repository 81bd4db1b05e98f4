import Numerics
import Pipeline
import Stages
import Testing

@Suite("Adversarial training") struct AdversarialTrainingTests {
  static let small = PerturbTests.small

  static func train(
    _ settings: [String: SettingText] = [:], data: Features = small.features,
    images: Dataset? = small.data, start: Network? = small.network, cores: Int = 1
  ) throws -> Network {
    var inputs = try Inputs().wiring(data, to: TrainMLP.data)
    if let images { inputs = try inputs.wiring(images, to: TrainMLP.images) }
    if let start { inputs = try inputs.wiring(start, to: TrainMLP.start) }
    let given: [String: SettingText] = [
      "epochs": "1", "batch": "40", "precision": "double", "shuffle": "false",
    ]
    return try TrainMLP.answer(given.merging(settings) { $1 }, inputs, cores: cores)
  }

  static let attacks: [[String: SettingText]] = [
    ["method": "fgsm"], ["method": "pgd"], ["method": "pgd", "start": "at-input"],
    ["method": "pgd", "space": "standardized", "steps": "7", "step": "0.05"],
    ["method": "pgd", "space": "unit", "epsilon": "0.1"], ["method": "fgsm", "space": "unit"],
  ]

  @Test(arguments: attacks)
  func `a batch is replaced by what Perturb makes of its images at the weights before the step`(
    attack: [String: SettingText]
  ) throws {
    let first = TrainMLP.attackSeed(1, epoch: 1)
    let isRandom = attack["method"] == "pgd" && attack["start"] == nil
    let attacked = try PerturbTests.perturb(
      isRandom ? attack.merging(["seed": .scalar("\(first)")]) { $1 } : attack)
    var rows = Self.small.features
    rows.matrix = rows.map.apply(attacked.inputs, on: .one)
    let expected = try Self.train(data: rows, images: nil)
    var settings = attack
    settings["adversarial"] = settings.removeValue(forKey: "method")
    settings["attack-start"] = settings.removeValue(forKey: "start")
    let trained = try Self.train(settings)
    #expect(trained.hidden == expected.hidden)
    #expect(trained.hidden != Self.small.network.hidden)
    #expect(trained.history[0].loss == expected.history[0].loss)
    #expect(trained.history[0].attackedAccuracy == expected.history[0].trainAccuracy)
  }

  @Test func `a batch larger than all rows is all rows`() throws {
    let settings: [String: SettingText] = ["adversarial": "fgsm", "epochs": "2"]
    let whole = try Self.train(settings.merging(["batch": "1000"]) { $1 })
    let huge = try Self.train(settings.merging(["batch": .scalar("\(Int.max)")]) { $1 })
    #expect(whole.hidden == huge.hidden)
  }

  /// One epoch written out: signs by differences of the loss, Adam with loops.
  private struct Twin {
    var weights: [[Double]]
    let output: [[Double]]
    let start: [[Double]]
    var first: [[Double]]
    var second: [[Double]]
    var step = 0.0

    init(_ network: Network) {
      weights = (0..<network.width).map(network.hidden.row)
      output = (0..<network.width).map(network.output.row)
      start = weights
      first = weights.map { $0.map { _ in 0 } }
      second = first
    }

    func outputs(_ x: [Double]) -> [Double] {
      let scale = 1 / Double(weights.count).squareRoot()
      return output[0].indices.map { column in
        zip(weights, output).reduce(0) { sum, unit in
          sum + scale * unit.1[column] * max(0, zip(unit.0, x).reduce(0) { $0 + $1.0 * $1.1 })
        }
      }
    }

    func loss(_ x: [Double], _ label: Int, _ kind: OutputLoss) -> Double {
      var outputs = outputs(x)
      return outputs.withUnsafeMutableBufferPointer { kind.differentiate($0, label: label) }
    }

    mutating func take(_ rows: [[Double]], _ labels: [Int32], ridge: Double) {
      step += 1
      let scale = 1 / Double(weights.count).squareRoot()
      var gradient = weights
      for unit in weights.indices {
        for column in weights[unit].indices {
          gradient[unit][column] = ridge * (weights[unit][column] - start[unit][column])
        }
      }
      for (x, label) in zip(rows, labels) {
        var slopes = outputs(x)
        _ = slopes.withUnsafeMutableBufferPointer {
          OutputLoss.crossEntropy.differentiate($0, label: Int(label))
        }
        for unit in weights.indices
        where zip(weights[unit], x).reduce(0, { $0 + $1.0 * $1.1 }) > 0 {
          // Without the mean, which changes nothing, a unit of equal signs would take steps of rounding.
          let mean = output[unit].reduce(0, +) / Double(output[unit].count)
          let slope = zip(slopes, output[unit]).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
          for column in x.indices {
            gradient[unit][column] += 0.5 / Double(rows.count) * scale * slope * x[column]
          }
        }
      }
      for unit in weights.indices {
        for column in weights[unit].indices {
          let slope = gradient[unit][column]
          first[unit][column] = 0.9 * first[unit][column] + 0.1 * slope
          second[unit][column] = 0.999 * second[unit][column] + 0.001 * slope * slope
          let (bias1, bias2) = (1 - power(0.9), 1 - power(0.999))
          let length = (second[unit][column] / bias2).squareRoot() + 1e-8
          weights[unit][column] -= 0.01 * first[unit][column] / bias1 / length
        }
      }
    }

    private func power(_ base: Double) -> Double {
      (0..<Int(step)).reduce(1) { product, _ in product * base }
    }
  }

  @Test func `an epoch agrees with one written out, attack and steps`() throws {
    let (data, features, network) = Self.small
    let trained = try Self.train([
      "adversarial": "fgsm", "epsilon": "0.1", "batch": "16", "ridge": "0.05",
      "learning-rate": "0.01",
    ])
    var twin = Twin(network)
    var (right, loss) = (0, 0.0)
    for start in stride(from: 0, to: 40, by: 16) {
      let rows = Array(start..<min(start + 16, 40))
      let attacked = rows.map { row -> [Double] in
        let pixels = data.inputs.row(row)
        func loss(_ column: Int, _ shift: Double) -> Double {
          var moved = Matrix([pixels])
          moved[0, column] += shift
          return twin.loss(
            features.map.apply(moved, on: .one).row(0), Int(data.labels[row]), .crossEntropy)
        }
        let moved = pixels.indices.map { column -> Double in
          let slope = loss(column, 1e-6) - loss(column, -1e-6)
          return min(1, max(0, pixels[column] + (slope > 0 ? 0.1 : -0.1)))
        }
        return features.map.apply(Matrix([moved]), on: .one).row(0)
      }
      for (x, row) in zip(attacked, rows) {
        let (outputs, label) = (twin.outputs(x), Int(data.labels[row]))
        right += outputs.firstIndex(of: outputs.max() ?? 0) == label ? 1 : 0
        loss += twin.loss(x, label, .crossEntropy) / 80
      }
      twin.take(attacked, rows.map { data.labels[$0] }, ridge: 0.05)
    }
    #expect(trained.hidden.relativeDistance(to: Matrix(twin.weights)) < 1e-9)
    #expect(trained.hidden.relativeDistance(to: network.hidden) > 1e-3)
    #expect(trained.history[0].attackedAccuracy == Double(right) / 40)
    #expect(abs(trained.history[0].loss / loss - 1) < 1e-9)
  }

  @Test(arguments: ["float", "double"])
  func `one core and many give the same bits`(precision: SettingText) throws {
    let settings: [String: SettingText] = [
      "adversarial": "pgd", "steps": "5", "batch": "16", "epochs": "2", "shuffle": "true",
      "precision": precision,
    ]
    let single = try Self.train(settings)
    for cores in [2, 7] {
      let other = try Self.train(settings, cores: cores)
      #expect(other.hidden == single.hidden)
      #expect(other.history == single.history)
    }
  }

  @Test func `the history has the accuracy on attacked rows beside that on clean ones`() throws {
    let settings: [String: SettingText] = ["adversarial": "pgd", "epochs": "3", "batch": "16"]
    let batches = try Self.train(settings)
    #expect(batches.history.map(\.epoch) == [1, 2, 3])
    for record in batches.history {
      #expect(try #require(record.attackedAccuracy) <= record.trainAccuracy)
    }
    let rows = try Self.train(settings.merging(["record": "rows"]) { $1 })
    #expect(rows.hidden == batches.hidden)
    #expect(rows.history.map(\.attackedAccuracy) == [nil] + batches.history.map(\.attackedAccuracy))
    #expect(try Network(parts: Parts(of: rows)).history == rows.history)
  }

  @Test func `what an attack draws changes with the epoch and not with the batch`() throws {
    #expect(TrainMLP.attackSeed(1, epoch: 1) != TrainMLP.attackSeed(1, epoch: 2))
    let settings: [String: SettingText] = [
      "adversarial": "pgd", "steps": "1", "step": "1e-300", "optimizer": "gd", "ridge": "0",
      "learning-rate": "1e-9",
    ]
    let whole = try Self.train(settings)
    let order = Array((0..<40).reversed())
    var turned = Self.small.features
    turned.matrix = turned.matrix.gathered(rows: order)
    (turned.labels, turned.ids) = (order.map { turned.labels[$0] }, order.map { turned.ids[$0] })
    let other = try Self.train(settings, data: turned)
    #expect(abs(whole.history[0].loss - other.history[0].loss) < 1e-13)
    #expect(try Self.train(settings.merging(["seed": "2"]) { $1 }).hidden != whole.hidden)
  }

  @Test func `without an attack the images change nothing`() throws {
    let plain = try Self.train(images: nil)
    #expect(try Self.train(["adversarial": "none"]).hidden == plain.hidden)
    #expect(plain.history.allSatisfy { $0.attackedAccuracy == nil })
  }

  static var faults: [(images: Dataset, message: String)] {
    var strangers = small.data
    strangers.ids[3] = 7
    let fewer = small.data.gathered(rows: Array(0..<39))
    var others = small.data
    others.inputs[5, 2] += 0.25
    let wide = Dataset(
      inputs: Matrix(rows: 40, columns: 7), labels: small.data.labels, ids: small.data.ids,
      about: small.data.about)
    let remedy = "; wire the images that the training rows were made from"
    return [
      (strangers, "39 of the 40 training rows are among its 40 ids" + remedy),
      (fewer, "39 of the 40 training rows are among its 39 ids" + remedy),
      (others, "the image with id 995 does not become its training row" + remedy),
      (wide, "they have 7 columns, the map of the training rows reads 6" + remedy),
    ]
  }

  @Test(arguments: faults.indices)
  func `images that the rows were not made from are refused in words`(index: Int) {
    let (images, message) = Self.faults[index]
    #expect {
      try Self.train(["adversarial": "fgsm"], images: images)
    } throws: { error in
      (error as? StageError)?.message == "the input images does not suit: " + message
    }
  }

  @Test func `attacks without images are refused before the run`() {
    #expect {
      try Self.train(["adversarial": "pgd"], images: nil)
    } throws: { error in
      (error as? SettingFaults)?.faults.map(\.message) == [
        "moves the pixels of the training rows; wire their ‘images’"
      ]
    }
  }

  @Test(
    arguments: [
      ["epsilon": "0.1"], ["space": "unit"], ["adversarial": "fgsm", "steps": "3"],
      ["adversarial": "fgsm", "attack-start": "random"],
      ["adversarial": "pgd", "attack-start": "at-input", "seed": "4"],
    ] as [[String: SettingText]])
  func `a setting that the attack does not use must be left out`(settings: [String: SettingText]) {
    #expect(throws: SettingFault.self) { try Self.train(settings) }
  }

  @Test func `keys of trainings without attacks name no setting of attacks`() throws {
    let wiring = Wiring(stage: "TrainMLP", ports: ["data": [Wiring(stage: "Normalize")]])
    let settings = try StageType(TrainMLP.self).prepare([], wiring: wiring).get().settings
    #expect(
      settings.map(\.name) == [
        "width", "epochs", "batch", "learning-rate", "ridge", "loss", "init-scale", "seed",
        "shuffle", "optimizer", "precision", "record",
      ])
  }
}
