import Pipeline
import Stages
import Testing

@Suite struct SummarizeRivalsTests {
  func inputs(_ rows: [(model: String, seed: Int, value: Double?)]) throws -> Inputs {
    var inputs = Inputs()
    for row in rows {
      let table = Table("t", columns: [.text("measure", ["m"]), .number("value", [row.value])])
      let labels = [
        Label(axis: "model", value: row.model), Label(axis: "seed", value: "\(row.seed)"),
      ]
      inputs = try inputs.wiring(table, to: Summarize.tables, labels: labels)
    }
    return inputs
  }

  func summarize(_ settings: [NamedSetting], _ inputs: Inputs) throws -> Table {
    let wiring = Wiring(stage: "Summarize", ports: ["tables": []])
    let stage = try StageType(Summarize.self).prepare(settings, wiring: wiring).get().stage
    return try #require(stage as? Summarize).run(inputs, in: Context())
  }

  static let baseline = NamedSetting("baseline", .map([.init("model", "relu")]))

  @Test func `labels become columns in front of all others`() throws {
    let labels = NamedSetting(
      "labels", .map([.init("space", "pixels"), .init("recompute", "context frozen")]))
    let table = try summarize([labels], inputs([("relu", 1, 2), ("attn", 1, 3)]))
    #expect(table.columns.map(\.name).prefix(3) == ["space", "recompute", "model"])
    #expect(table["recompute"]?.values == .text(["context frozen", "context frozen"]))
  }

  @Test func `a label that a table has already is refused`() throws {
    let rows = try inputs([("relu", 1, 2)])
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "a table has a column or sweep axis ‘model’ already",
        remedy: "name another column in ‘labels’")
    ) { try summarize([NamedSetting("labels", .map([.init("model", "x")]))], rows) }
  }

  @Test(arguments: [SettingText.scalar("x"), .list(["x"]), .map([.init("a", ["x", "y"])])])
  func `labels are a map of single values`(text: SettingText) {
    #expect(throws: SettingFault.self) { try ConstantKeys(text: text) }
  }

  @Test func `a mean is divided by the baseline's mean`() throws {
    let rows = try inputs([
      ("relu", 1, 2), ("relu", 2, 4), ("attn", 1, 11), ("attn", 2, 25),
    ])
    let table = try summarize([NamedSetting("over", "seed"), Self.baseline], rows)
    #expect(table["over baseline"]?.values == .number([nil, 6]))
    #expect(
      table.notes.last
        == "over baseline: ratio of the means with Fieller's 95 % interval, paired over seed; without one where the baseline cannot be told from 0"
    )
  }

  /// The interval inverts Student's test: at its ends, and nowhere between, the test is at its limit.
  @Test func `the interval holds the ratios that Student's test does not refuse`() throws {
    let x = [30.1, 27.4, 31.9, 29.0], y = [3.2, 2.7, 3.6, 3.3]
    let rows = try inputs(
      x.indices.map { ("attn", $0, x[$0]) } + y.indices.map { ("relu", $0, y[$0]) })
    let table = try summarize([NamedSetting("over", "seed"), Self.baseline], rows)
    let low = try #require(table["over baseline, low"]?.values.numbers?[0])
    let high = try #require(table["over baseline, high"]?.values.numbers?[0])
    let t = 3.182446305284263
    func isKept(_ ratio: Double) -> Bool {
      let d = zip(x, y).map { $0 - ratio * $1 }
      let mean = d.reduce(0, +) / 4
      let variance = d.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
      return abs(mean) <= t * (variance / 4).squareRoot()
    }
    let steps = stride(from: 5.0, through: 15, by: 1e-4)
    let kept = steps.filter(isKept)
    #expect(abs(try #require(kept.first) - low) < 2e-4)
    #expect(abs(try #require(kept.last) - high) < 2e-4)
  }

  @Test func `a baseline of zero has no ratio, and one near zero no interval`() throws {
    let zero = try inputs([("relu", 1, 0), ("relu", 2, 0), ("attn", 1, 11), ("attn", 2, 25)])
    let none = try summarize([NamedSetting("over", "seed"), Self.baseline], zero)
    #expect(none["over baseline"]?.values == .number([nil, nil]))
    let near = try inputs([("relu", 1, -1), ("relu", 2, 1.2), ("attn", 1, 11), ("attn", 2, 25)])
    let open = try summarize([NamedSetting("over", "seed"), Self.baseline], near)
    #expect(open["over baseline"]?.values.numbers?[1] != nil)
    #expect(open["over baseline, low"]?.values.numbers?[1] == nil)
  }

  @Test func `only seeds that both have count`() throws {
    let rows = try inputs([
      ("relu", 1, 2), ("relu", 2, nil), ("relu", 3, 4), ("attn", 1, 6), ("attn", 2, 100),
      ("attn", 3, 12),
    ])
    let table = try summarize([NamedSetting("over", "seed"), Self.baseline], rows)
    #expect(table["over baseline"]?.values == .number([nil, 3]))
  }

  @Test func `constant pairs have a ratio without width`() throws {
    let rows = try inputs([("relu", 1, 2), ("relu", 2, 2), ("attn", 1, 6), ("attn", 2, 6)])
    let table = try summarize([NamedSetting("over", "seed"), Self.baseline], rows)
    #expect(table["over baseline, low"]?.values == .number([nil, 3]))
    #expect(table["over baseline, high"]?.values == .number([nil, 3]))
  }
}
