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
}
