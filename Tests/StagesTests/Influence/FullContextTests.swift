import Numerics
import Pipeline
import Stages
import Testing

@Suite("Influence with the full context") struct FullContextTests {
  static func inputs(_ sample: RidgeSample, isEmpirical: Bool = false) throws -> Inputs {
    let inputs = try Inputs()
      .wiring(sample.kernel(isEmpirical: isEmpirical), to: KernelInfluence.kernel)
      .wiring(sample.rows, to: KernelInfluence.data)
      .wiring(sample.queries, to: KernelInfluence.queries)
    return isEmpirical ? try inputs.wiring(sample.network, to: KernelInfluence.network) : inputs
  }

  static func full(
    _ sample: RidgeSample, _ settings: [String: SettingText] = [:], isEmpirical: Bool = false
  ) throws -> Influence {
    try KernelInfluence.answer(
      ["context": "full", "ridge": "0.01"].merging(settings) { $1 },
      inputs(sample, isEmpirical: isEmpirical))
  }

  /// The rows before attention, without those left out.
  static func plain(_ features: Features, without row: Int?) throws -> Features {
    let earlier = try #require(features.map.earlier)
    let kept = (0..<earlier.rows).filter { $0 != row }
    return Features(
      matrix: earlier.gathered(rows: kept), labels: kept.map { features.labels[$0] },
      ids: kept.map { features.ids[$0] }, classes: features.classes,
      map: features.map.prefix(features.map.stepsBeforeAttention))
  }

  /// What leaving a row out changes when attention, kernel and regression are all made anew.
  static func anew(
    _ sample: RidgeSample, without row: Int, recipe: AttentionRecipe, isEmpirical: Bool
  ) throws -> [Double] {
    func losses(_ row: Int?) throws -> [Double] {
      var part = sample
      let rows = try plain(sample.rows, without: row)
      part.rows = try LinAttnTransform.answer(
        RidgeSample.settings(recipe), Inputs().wiring(rows, to: LinAttnTransform.data))
      part.queries = try LinAttnTransform.answer(
        RidgeSample.settings(recipe),
        Inputs().wiring(plain(sample.queries, without: nil), to: LinAttnTransform.data)
          .wiring(rows, to: LinAttnTransform.context))
      let kernel = try part.kernel(isEmpirical: isEmpirical)
      let targets = kernel.targets
      let (train, others) = try kernel.held()
      let fit = try Refit.predictions(
        removing: [], kernel: train, targets: targets.train, ridge: 0.01, queries: others,
        on: .one)
      return (0..<fit.rows).map { test in
        zip(fit.row(test), targets.queries.row(test)).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
        }
      }
    }
    return try zip(losses(row), losses(nil)).map { $0 - $1 }
  }

  static let recipes: [AttentionRecipe] = [
    AttentionRecipe(), AttentionRecipe(projectionSeed: 3), AttentionRecipe(rank: 3),
    AttentionRecipe(layers: 2), AttentionRecipe(layers: 2, stack: .sameContext),
  ]

  @Test(arguments: recipes, [false, true])
  func `is what making everything anew without the row changes`(
    recipe: AttentionRecipe, isEmpirical: Bool
  ) throws {
    let sample = try RidgeSample(recipe: recipe)
    let result = try Self.full(sample, isEmpirical: isEmpirical)
    let frozen = try sample.influence(sample.kernel(isEmpirical: isEmpirical), ridge: 0.01)
    for row in [0, 7, 23] {
      let expected = try Self.anew(sample, without: row, recipe: recipe, isEmpirical: isEmpirical)
      #expect(relativeDistance(result.perTest.column(row), expected) < 1e-8)
      #expect(relativeDistance(frozen.perTest.column(row), expected) > 1e-3)
    }
    #expect(result.ids == frozen.ids && result.leverage == frozen.leverage)
    #expect(result.about.text("attention context") == "full: recomputed without the row")
  }

  @Test func `of a sample holds the rows that were drawn, as among all`() throws {
    let sample = try RidgeSample()
    let all = try Self.full(sample)
    let some = try Self.full(sample, ["sample": "5", "sample-seed": "2"])
    #expect(some.ids.count == 5 && some.about.text("rows") == "5 of 24")
    for (index, id) in some.ids.enumerated() {
      let place = try #require(all.ids.firstIndex(of: id))
      #expect(some.perTest.column(index) == all.perTest.column(place))
      #expect(some.labels[index] == all.labels[place])
    }
    #expect(try Self.full(sample, ["sample": "5", "sample-seed": "3"]).ids != some.ids)
  }

  @Test func `is the same as frozen without attention, and says so`() throws {
    let sample = try RidgeSample(recipe: nil)
    let full = try Self.full(sample)
    let frozen = try sample.influence(sample.kernel(), ridge: 0.01)
    #expect(full.perTest == frozen.perTest)
    #expect(
      full.about.text("attention context") == "full, the same as frozen without attention")
  }

  @Test func `gives the same bits on 1, 2 and 7 threads`() throws {
    let inputs = try Self.inputs(RidgeSample())
    func scores(_ cores: Int) throws -> Matrix<Double> {
      try KernelInfluence.answer(["context": "full"], inputs, cores: cores).perTest
    }
    #expect(try scores(2) == scores(1))
    #expect(try scores(7) == scores(1))
  }

  @Test func `goes on from what a killed run left, to the same bytes`() throws {
    let inputs = try Self.inputs(RidgeSample())
    let wiring = Wiring(
      stage: "Influence", ports: ["kernel": [], "data": [], "queries": []])
    let prepared = try StageType(KernelInfluence.self)
      .prepare([NamedSetting("context", "full")], wiring: wiring).get()
    let stage = try #require(prepared.stage as? KernelInfluence)
    let whole = try stage.run(inputs, in: Context())
    let kept = TransientCheckpoint()
    let first = Context(isCancelled: { kept.count == 9 }, checkpoint: { _ in .success(kept) })
    #expect(throws: StageError.cancelled) { try stage.run(inputs, in: first) }
    #expect(kept.count == 9)
    try kept.truncate(to: 7)
    try kept.append([[1, 2, 3]])
    let resumed = try stage.run(inputs, in: Context(checkpoint: { _ in .success(kept) }))
    #expect(resumed.perTest == whole.perTest && kept.count == 24)
  }

  @Test func `too many rows ask for a sample`() throws {
    let sample = try RidgeSample(rows: 2001, queries: 1, columns: 3)
    let error = #expect(throws: StageError.self) { try Self.full(sample) }
    #expect(
      error?.message
        == "the input kernel does not suit: leaving out each of 2001 rows takes a factorization for each; "
        + "give sample: 100 or so, or at most 2000 rows")
  }

  @Test func `rows that attend to others have nothing to recompute`() throws {
    var sample = try RidgeSample()
    sample.rows.map.context?.digest = Digest(hashing: "others")
    sample.queries.map.context?.digest = Digest(hashing: "others")
    let error = #expect(throws: StageError.self) { try Self.full(sample) }
    #expect(
      error?.message
        == "the input data does not suit: its rows attend to other rows, which leaving one out does not change; "
        + "use context: frozen")
  }

  static let faults: [([String: SettingText], [String])] = [
    (["kind": "infinitesimal"], ["needs kind: leave-one-out when context is full"]),
    (["offset": "initial"], ["must be none when context is full"]),
    (["solver": "cg"], ["must be exact when context is full"]),
  ]

  @Test(arguments: faults.indices)
  func `what does not go with it is a fault of the plan`(index: Int) throws {
    let (settings, expected) = Self.faults[index]
    let sample = try RidgeSample()
    let error = #expect(throws: SettingFaults.self) {
      try Self.full(sample, settings, isEmpirical: true)
    }
    #expect(error?.faults.map(\.message) == expected)
  }

  @Test func `needs data and queries`() throws {
    let kernel = try RidgeSample().kernel()
    let error = #expect(throws: SettingFaults.self) {
      try KernelInfluence.answer(
        ["context": "full"], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    }
    #expect(
      error?.faults.map(\.message) == [
        "the full context is computed from ‘data’; wire it",
        "the full context is computed from ‘queries’; wire it",
      ])
  }
}
