import Numerics
import Pipeline
import Stages
import Testing

/// A kernel whose fit is judged, with its influence.
struct JudgedSample {
  let sample: RidgeSample
  let kernel: Kernel
  let influence: Influence
  static let ridge = 0.05

  init(classes: [String] = ["a", "b", "c"], rows: Int = 24) throws {
    sample = try RidgeSample(rows: rows, classes: classes)
    kernel = try sample.kernel()
    influence = try sample.influence(kernel, ridge: Self.ridge)
  }

  func inputs(_ influence: Influence? = nil) throws -> Inputs {
    try Inputs().wiring(kernel, to: DatamodelScore.kernel)
      .wiring(influence ?? self.influence, to: DatamodelScore.influence)
  }

  var train: Matrix<Double> { kernel.wholeTrain(on: .one) }
  var queries: Matrix<Double> { kernel.wholeQueries(on: .one) ?? Matrix(rows: 0, columns: 0) }

  /// f at the test rows without some training rows, in closed form from the whole fit.
  func predictions(removing rows: [Int]) throws -> Matrix<Double> {
    let (targets, _) = kernel.targets
    return try KernelRidge(train, targets: targets, ridge: Self.ridge, on: .one)
      .predictions(queries, removing: rows, on: .one)
  }
}

@Suite("DatamodelScore") struct DatamodelScoreTests {
  @Test(arguments: [["a", "b", "c"], ["a", "b"]], ["margin", "loss"])
  func `is the rank correlation with refits, computed in closed form here`(
    classes: [String], output: String
  ) throws {
    let judged = try JudgedSample(classes: classes)
    let table = try DatamodelScore.answer(
      [
        "subsets": "12", "ridge": "0.05", "output": .scalar(output), "scores": "influence",
        "seed": "7",
      ], judged.inputs())
    let random = CounterRandom(seed: 7, purpose: "DatamodelScore/subsets")
    let (_, targets) = judged.kernel.targets
    let subsets = (0..<12).map { Set(random.substream($0).sample(12, from: 24)) }
    var outputs = Array(repeating: [Double](), count: 6)
    for subset in subsets {
      let fit = try judged.predictions(removing: (0..<24).filter { !subset.contains($0) })
      for test in 0..<6 {
        let (f, y) = (fit.row(test), targets.row(test))
        if output == "loss" {
          outputs[test].append(-zip(f, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 })
        } else if f.count == 1 {
          outputs[test].append(f[0] * y[0])
        } else {
          let right = Int(judged.kernel.queryLabels[test])
          let others = f.indices.filter { $0 != right }.map { f[$0] }
          outputs[test].append(f[right] - (others.max() ?? 0))
        }
      }
    }
    let correlations = (0..<6).compactMap { test in
      let sums = subsets.map { $0.reduce(0) { $0 + judged.influence.perTest[test, $1] } }
      return Statistics.spearman(sums, outputs[test])
    }
    let expected = correlations.reduce(0, +) / Double(correlations.count)
    #expect(abs(try table.measured("linear datamodeling score") - expected) < 1e-9)
    #expect(table["test rows"]?.values.numbers == [Double(correlations.count)])
  }

  @Test func `influence beats random scores, and its sign turns the score's`() throws {
    let judged = try JudgedSample(rows: 40)
    var turned = judged.influence
    turned.perTest.scale(by: -1)
    func scores(_ influence: Influence) throws -> [Double] {
      let table = try DatamodelScore.answer(
        ["subsets": "60", "ridge": "0.05"], judged.inputs(influence))
      #expect(
        table["scores"]?.values.texts
          == ["influence", "gradient-similarity", "label-agreement", "random"])
      return try #require(table["value"]?.values.numbers).compactMap { $0 }
    }
    let (plain, mirrored) = (try scores(judged.influence), try scores(turned))
    #expect(plain[0] > 0.3 && abs(plain[3]) < 0.2)
    #expect(abs(plain[0] + mirrored[0]) < 1e-12)
    #expect(plain[1...] == mirrored[1...])
  }

  @Test func `scores of other rows are refused`() throws {
    let judged = try JudgedSample()
    let other = try JudgedSample(rows: 20).influence
    let error = #expect(throws: StageError.self) {
      try DatamodelScore.answer([:], judged.inputs(other))
    }
    #expect(
      error?.message
        == "the input influence does not suit: its rows are not those of the kernel; "
        + "wire the influence of this kernel")
  }
}

@Suite("RemovalCurve") struct RemovalCurveTests {
  @Test(arguments: ["helpful", "harmful"])
  func `each point is the fit without those rows, computed in closed form here`(
    order: String
  ) throws {
    let judged = try JudgedSample()
    let table = try RemovalCurve.answer(
      ["at": ["0.25", "10"], "order": .scalar(order), "ridge": "0.05", "scores": "influence"],
      judged.inputs())
    let sign: Double = order == "helpful" ? 1 : -1
    let mean = judged.influence.mean
    let ordered = mean.indices.sorted { sign * mean[$0] > sign * mean[$1] }
    let (_, targets) = judged.kernel.targets
    for count in [0, 6, 10] {
      let fit = try judged.predictions(removing: Array(ordered.prefix(count)))
      let loss =
        zip(fit.elements, targets.elements).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
        } / 6
      let right = (0..<6).count { test in
        let row = fit.row(test)
        return row.indices.max { row[$0] < row[$1] } == Int(judged.kernel.queryLabels[test])
      }
      let keys = ["removed": "\(count)"]
      let measured = try #require(
        try table.number(where: keys.merging(["measure": "test loss"]) { $1 }))
      #expect(abs(measured - loss) < 1e-9)
      #expect(
        try table.number(where: keys.merging(["measure": "test accuracy"]) { $1 })
          == Double(right) / 6)
    }
  }

  @Test func `random orders are averaged with an interval`() throws {
    let judged = try JudgedSample()
    let table = try RemovalCurve.answer(
      ["at": "8", "scores": "random", "draws": "5", "ridge": "0.05"], judged.inputs())
    let keys = ["removed": "8", "measure": "test loss"]
    let (low, high) = (
      try #require(try table.number("low", where: keys)),
      try #require(try table.number("high", where: keys))
    )
    #expect(low < high)
    #expect(try table.number("low", where: ["removed": "0", "measure": "test loss"]) == nil)
  }

  @Test func `draws without random scores take no part`() throws {
    let judged = try JudgedSample()
    #expect(throws: SettingFault.self) {
      try RemovalCurve.answer(["scores": "influence", "draws": "3"], judged.inputs())
    }
  }
}

@Suite("Brittleness") struct BrittlenessTests {
  @Test func `the group found changes the answer, and one row less does not`() throws {
    let judged = try JudgedSample()
    let labels = judged.kernel.queryLabels
    func answer(_ test: Int, _ removed: [Int]) throws -> Int {
      let row = try judged.predictions(removing: removed).row(test)
      return row.indices.max { row[$0] < row[$1] } ?? 0
    }
    let right = try (0..<6).filter { try answer($0, []) == Int(labels[$0]) }
    var sizes: [Int?] = []
    for test in right {
      let scores = judged.influence.perTest.row(test)
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      func changes(_ count: Int) throws -> Bool {
        try answer(test, Array(order.prefix(count))) != Int(labels[test])
      }
      // The search doubles and bisects; on a group whose larger versions all change the answer it finds the smallest.
      var (low, high) = (0, 1)
      while try !changes(high) && high < 12 { (low, high) = (high, min(2 * high, 12)) }
      guard try changes(high) else {
        sizes.append(nil)
        continue
      }
      while high - low > 1 {
        let middle = (low + high) / 2
        if try changes(middle) { high = middle } else { low = middle }
      }
      #expect(try high == 1 || !changes(high - 1))
      sizes.append(high)
    }
    let table = try Brittleness.answer(
      ["most": "12", "at": ["1", "2", "4"], "scores": "influence", "ridge": "0.05"],
      judged.inputs())
    for size in [1, 2, 4, 12] {
      let share = Double(sizes.count { ($0 ?? .max) <= size }) / Double(right.count)
      #expect(
        try table.number(where: ["measure": "share of answers changed", "removed": "\(size)"])
          == share)
    }
    #expect(sizes.contains { $0 != nil })
  }

  @Test func `influence finds smaller groups than random scores`() throws {
    let judged = try JudgedSample(rows: 40)
    let table = try Brittleness.answer(
      ["most": "20", "at": "5", "scores": ["influence", "random"], "ridge": "0.05"],
      judged.inputs())
    func share(_ scores: String) throws -> Double {
      try #require(try table.number(where: ["scores": scores, "removed": "5"]))
    }
    #expect(try share("influence") >= share("random"))
    #expect(try share("influence") > 0)
  }
}

@Suite("MislabelAUC") struct MislabelTests {
  static func digits() throws -> Dataset {
    try SyntheticDigits.answer(
      ["count": "120", "size": "10", "classes": ["0", "1", "7"], "seed": "3"])
  }

  static func kernel(_ data: Dataset) throws -> Kernel {
    let rows = try Normalize.answer([:], Inputs().wiring(data, to: Normalize.data))
    return try InfiniteNTK.answer(
      [:], Inputs().wiring(rows, to: InfiniteNTK.data).wiring(rows, to: InfiniteNTK.queries))
  }

  @Test func `self-influence is what a row's removal does to its own loss`() throws {
    let judged = try JudgedSample()
    let (targets, _) = judged.kernel.targets
    let regression = try KernelRidge(judged.train, targets: targets, ridge: 0.05, on: .one)
    for row in 0..<24 {
      let refitted = try Refit.influence(
        removing: [row], kernel: judged.train, targets: targets, ridge: 0.05,
        queries: judged.train.gathered(rows: [row]), queryTargets: targets.gathered(rows: [row]),
        on: .one)
      #expect(abs(regression.selfInfluence[row] - refitted[0]) < 1e-11)
      #expect(regression.selfInfluence[row] >= 0)
    }
  }

  @Test func `wrong labels are found by self-influence and not by chance`() throws {
    let clean = try Self.digits()
    let wrong = try CorruptLabels.answer(
      ["share": "0.1", "seed": "2"], Inputs().wiring(clean, to: CorruptLabels.data))
    let kernel = try Self.kernel(wrong)
    let influence = try ExactInfluence.answer(
      ["ridge": "0.05"], Inputs().wiring(kernel, to: ExactInfluence.kernel))
    let table = try MislabelAUC.answer(
      ["ridge": "0.05"],
      Inputs().wiring(kernel, to: MislabelAUC.kernel)
        .wiring(influence, to: MislabelAUC.influence).wiring(clean, to: MislabelAUC.clean))
    let area = try #require(try table.number(where: ["scores": "self-influence"]))
    #expect(area > 0.85)
    let low = try #require(try table.number("low", where: ["scores": "random"]))
    let high = try #require(try table.number("high", where: ["scores": "random"]))
    #expect(low < 0.5 && 0.5 < high)
    #expect(table.notes[0].hasPrefix("12 of 120 labels are wrong"))
  }

  @Test func `without a wrong label there is nothing to find`() throws {
    let clean = try Self.digits()
    let kernel = try Self.kernel(clean)
    let influence = try ExactInfluence.answer(
      [:], Inputs().wiring(kernel, to: ExactInfluence.kernel))
    let error = #expect(throws: StageError.self) {
      try MislabelAUC.answer(
        [:],
        Inputs().wiring(kernel, to: MislabelAUC.kernel)
          .wiring(influence, to: MislabelAUC.influence).wiring(clean, to: MislabelAUC.clean))
    }
    #expect(
      error?.message
        == "the input clean does not suit: no label of the kernel is wrong; "
        + "change some labels with CorruptLabels")
  }
}

@Suite("CorruptLabels") struct CorruptLabelsTests {
  @Test(arguments: [0, 0.25, 1])
  func `exactly the share asked for is wrong, and nothing else changes`(share: Double) throws {
    let clean = try MislabelTests.digits()
    let wrong = try CorruptLabels.answer(
      ["share": share.text], Inputs().wiring(clean, to: CorruptLabels.data))
    #expect(wrong.ids == clean.ids && wrong.inputs == clean.inputs)
    let changed = clean.labels.indices.count { clean.labels[$0] != wrong.labels[$0] }
    #expect(changed == Int(share * 120))
    #expect(wrong.labels.allSatisfy { (0..<3).contains($0) })
    #expect(
      wrong.about.source.hasSuffix("\(changed) of 120 labels were replaced by wrong ones (seed 1).")
    )
  }

  @Test func `every other class is drawn about equally often`() throws {
    let clean = try MislabelTests.digits()
    var counts: [Int32: Int] = [:]
    for seed in 1...20 {
      let wrong = try CorruptLabels.answer(
        ["share": "1", "seed": seed.text], Inputs().wiring(clean, to: CorruptLabels.data))
      for row in clean.labels.indices {
        counts[(wrong.labels[row] - clean.labels[row] + 3) % 3, default: 0] += 1
      }
    }
    #expect(counts[0] == nil)
    #expect((1100...1300).contains(counts[1] ?? 0))
  }
}
