import Engine
import Pipeline
import Testing

/// Rows of which some number is known before they are there.
private struct Sheet: Artifact {
  static let kind = "Sheet"
  var shape: Shape { [:] }
  static func bytes(of shape: Shape) -> Int? { shape["rows"].map { 100 * $0 } }

  init() {}
  init(parts: Parts) throws(StageError) {}
  func parts() throws(StageError) -> [Part] { [] }
}

private protocol SheetStage: Stage where Output == Sheet {}

extension SheetStage {
  static var summary: String { "A toy." }
  static var version: Int { 1 }
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Sheet { Sheet() }
}

/// As many rows as a setting says, or as a file has bytes.
private struct Grow: SheetStage {
  static let settings = [
    Setting<Self>("rows", \.rows, "how many"), Setting<Self>("file", \.file, "what has as many"),
  ]
  var rows = 10
  var file = InputFile()
  func shape(_ inputs: InputShapes) -> Shape? {
    file.path.isEmpty ? ["rows": rows] : inputs.open(file).map { ["rows": $0.count] }
  }
  func work(_ inputs: InputShapes) -> Work { Work() }
  func memory(_ inputs: InputShapes) -> Int { inputs.bytes }
}

/// A million operations a row, and the same rows.
private struct Grind: SheetStage {
  static let sheet = Port<Sheet>("sheet")
  static let inputs: [any InputPort] = [sheet]
  static let settings = [Setting<Self>("alone", \.isAlone, "whether one core has to do")]
  var isAlone = false
  func shape(_ inputs: InputShapes) -> Shape? { inputs[Self.sheet] }
  func work(_ inputs: InputShapes) -> Work {
    let operations = 1e6 * Double(inputs[Self.sheet, "rows"])
    return isAlone ? Work(eigenvalues: operations) : Work(products: operations)
  }
  func memory(_ inputs: InputShapes) -> Int { 7 * inputs.bytes }
}

/// Rows that only a run can count.
private struct Sift: SheetStage {
  static let sheet = Port<Sheet>("sheet")
  static let inputs: [any InputPort] = [sheet]
  func work(_ inputs: InputShapes) -> Work { Work(products: 1e6) }
}

@Suite struct `A forecast` {
  /// A million operations a second, after what machines lose; nodes cost nothing by themselves.
  private static let rates = MachineRates(products: 1e6 / 0.9, bytes: 1, perNode: 0)

  /// A new one each time: what one test runs must be no hit in another.
  private static var scenario: Scenario {
    Scenario().catalog(.toys.adding([Grow.self, Grind.self, Sift.self]))
  }

  private func forecast(_ plan: Plan, cores: Int = 2) -> Forecast {
    plan.workload { $0.path == "/home/lab/x" ? [1, 2, 3] as [UInt8] : nil }
      .forecast(at: Self.rates, on: cores)
  }

  /// What is foretold in all.
  private struct Case {
    var title: String
    var manifest: String
    var seconds: Double
    /// Timed, from operations, unknown.
    var counts: [Int]
    var largest: String?
    var memory: Int?
  }

  private static let cases = [
    Case(
      title: "one node has all cores", manifest: "a: {use: Grow}\n  b: {use: Grind, sheet: a}",
      seconds: 5, counts: [0, 2, 0], largest: "b", memory: 7000),
    Case(
      title: "what one core has to do takes as long on two",
      manifest: "a: {use: Grow, rows: 6}\n  b: {use: Grind, sheet: a, alone: true}",
      seconds: 32.4, counts: [0, 2, 0], largest: "b", memory: 4200),
    Case(
      title: "independent nodes share the cores",
      manifest: """
        a: {use: Grow}
          b: {use: Grind, sheet: a}
          c: {use: Grow, rows: 30}
          d: {use: Grind, sheet: c}
        """,
      seconds: 20, counts: [0, 4, 0], largest: "d", memory: 21_000),
    Case(
      title: "sizes go from node to node",
      manifest: "a: {use: Grow}\n  b: {use: Grind, sheet: a}\n  c: {use: Grind, sheet: b}",
      seconds: 10, counts: [0, 3, 0], largest: "b", memory: 7000),
    Case(
      title: "what reads rows that only a run can count is unknown",
      manifest: "a: {use: Grow}\n  b: {use: Sift, sheet: a}\n  c: {use: Grind, sheet: b}",
      seconds: 0.5, counts: [0, 2, 1], largest: "b", memory: 2000 + 64 << 20),
    Case(
      title: "a file is looked at for its sizes",
      manifest: "a: {use: Grow, file: x}\n  b: {use: Grind, sheet: a}", seconds: 1.5,
      counts: [0, 2, 0], largest: "b", memory: 2100),
    Case(
      title: "a file that cannot be opened leaves its readers unknown",
      manifest: "a: {use: Grow, file: y}\n  b: {use: Grind, sheet: a}", seconds: 0,
      counts: [0, 1, 1], largest: "a", memory: 3),
    Case(
      title: "sizes that nothing has are not multiplied",
      manifest: "a: {use: Grow, rows: 4611686018427387904}\n  b: {use: Grind, sheet: a}",
      seconds: 0,
      counts: [0, 1, 1], largest: "a", memory: 0),
    Case(
      title: "nor are negative ones",
      manifest: "a: {use: Grow, rows: -1}\n  b: {use: Grind, sheet: a}", seconds: 0,
      counts: [0, 1, 1], largest: "a", memory: 0),
  ]

  @Test(arguments: cases.indices)
  func `adds up what is foretold of each node`(index: Int) throws {
    let expected = Self.cases[index]
    let scenario = Self.scenario.file("/home/lab/x", "abc").file("/home/lab/y", "abc")
    let plan = try scenario.plan("stages:\n  " + expected.manifest + "\n")
    let forecast = forecast(plan)
    #expect(abs(forecast.seconds - expected.seconds) < 1e-9, "\(expected.title)")
    #expect(
      [forecast.timed, forecast.fromOperations, forecast.unknown] == expected.counts,
      "\(expected.title)")
    #expect(
      forecast.largest.map { plan.nodes[$0].name.name } == expected.largest, "\(expected.title)")
    #expect(forecast.memory == expected.memory, "\(expected.title)")
  }

  @Test(arguments: [
    ("a: {use: Grow}\n  b: {use: Grind, sheet: a}\n  c: {use: Grow, rows: 3}", 2300),
    ("a: {use: Grow}\n  b: {use: Sift, sheet: a}\n  c: {use: Grind, sheet: b}", 1000),
    ("a: {use: Grow, rows: 4611686018427387904}", 0),
  ])
  func `adds up the bytes of artifacts whose sizes are known`(
    _ manifest: String, _ bytes: Int
  ) throws {
    let plan = try Self.scenario.plan("stages:\n  " + manifest + "\n")
    #expect(forecast(plan).bytes == bytes)
    var scenario = Self.scenario
    let executor = FakeExecutor()
    try scenario.run("stages:\n  " + manifest + "\n", on: executor)
    let first = executor.started.first { $0.node == 0 }
    #expect(first?.expectedBytes == forecast(plan).nodes[0]?.bytes ?? 0)
  }

  private static let chain = """
    stages:
      a: {use: Grow, rows: 4}
      b: {use: Grind, sheet: a}
      c: {use: Grind, sheet: b, alone: true}

    """

  /// Where each node's seconds come from after a run; the fake executor takes 2 s for a node.
  private static let reruns: [(change: String, to: String, sources: [String?])] = [
    ("rows: 4", "rows: 4", [nil, nil, nil]),
    // Everything is as large as it was said to be now, not as it was when it was timed.
    ("rows: 4", "rows: 400", ["operations", "operations", "operations"]),
    ("alone: true", "alone: false", [nil, nil, "operations"]),
  ]

  @Test(arguments: reruns.indices)
  func `takes a node as timed only where it is asked the same`(index: Int) throws {
    let rerun = Self.reruns[index]
    var scenario = Self.scenario
    try scenario.run(Self.chain)
    let plan = try scenario.plan(Self.chain.replacing(rerun.change, rerun.to))
    #expect(forecast(plan).nodes.map { $0?.source?.rawValue } == rerun.sources)
  }

  @Test func `takes nodes whose results are gone as they were timed`() throws {
    var scenario = Self.scenario
    try scenario.run(Self.chain)
    for record in scenario.store.all.values { scenario.store.lose(record.artifact.digest) }
    let forecast = forecast(try scenario.plan(Self.chain))
    #expect([forecast.timed, forecast.fromOperations, forecast.unknown] == [3, 0, 0])
    // Three nodes of 2 s, one after the other.
    #expect(forecast.seconds == 6)
  }

  @Test func `falls back on an old time where nothing else is known`() throws {
    let sifted = """
      stages:
        a: {use: Grow}
        b: {use: Sift, sheet: a}
        c: {use: Grind, sheet: b}

      """
    var scenario = Self.scenario
    try scenario.run(sifted)
    let plan = try scenario.plan(sifted.replacing("use: Grow", "use: Grow, rows: 9"))
    #expect(forecast(plan).nodes.map { $0?.source } == [.operations, .operations, .timed])
  }

  @Test func `has the sizes of what is known from its record`() throws {
    var scenario = Self.scenario
    try scenario.run("stages:\n  a: {use: Grow}\n")
    let forecast = forecast(
      try scenario.plan("stages:\n  a: {use: Grow}\n  b: {use: Grind, sheet: a}\n"))
    #expect(forecast.nodes.map { $0?.source } == [nil, .operations])
    // The fake store's artifacts have ten bytes and no rows.
    #expect(forecast.memory == 70 && forecast.seconds == 0)
  }

  @Test func `tells the plan how long its nodes will take`() throws {
    let plan = try Self.scenario.plan(Self.chain)
    #expect(plan.nodes.map(\.expectedSeconds) == [nil, nil, nil])
    let told = plan.expecting(forecast(plan)).nodes.map { $0.expectedSeconds ?? -1 }
    #expect(zip(told, [0, 4, 21.6]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(told)")
  }
}
