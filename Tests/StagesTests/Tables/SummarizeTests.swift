import Pipeline
import Stages
import Testing

@Suite("Summaries of a sweep")
struct SummarizeTests {
  func inputs(_ rows: [(labels: KeyValuePairs<String, String>, value: Double?)]) throws -> Inputs {
    var inputs = Inputs()
    for row in rows {
      let table = Table("t", columns: [.text("measure", ["m"]), .number("value", [row.value])])
      let labels = row.labels.map { Label(axis: $0.key, value: $0.value) }
      inputs = try inputs.wiring(table, to: Summarize.tables, labels: labels)
    }
    return inputs
  }

  func summarize(_ settings: [NamedSetting], _ inputs: Inputs) throws -> Table {
    let wiring = Wiring(stage: "Summarize", ports: ["tables": []])
    let stage = try StageType(Summarize.self).prepare(settings, wiring: wiring).get().stage
    let summarize = try #require(stage as? Summarize)
    return try summarize.run(inputs, in: Context())
  }

  @Test("the mean over seeds carries Student's interval")
  func interval() throws {
    let rows = try inputs([
      (["model": "a", "seed": "1"], 1), (["model": "a", "seed": "2"], 2),
      (["model": "a", "seed": "3"], 3), (["model": "b", "seed": "1"], 5),
    ])
    let table = try summarize([NamedSetting("over", "seed")], rows)
    #expect(table["model"]?.values == .text(["a", "b"]))
    #expect(table["value"]?.values == .number([2, 5]))
    #expect(table["averaged"]?.values == .integer([3, 1]))
    let low = try #require(table["low"]?.values.numbers?[0])
    #expect(abs(low - (2 - 4.302652729911275 / 3.0.squareRoot())) < 1e-9)
    #expect(table["low"]?.values.numbers?[1] == nil)
    #expect(table.notes.isEmpty)
    #expect(table.intervals == "mean ± 95 % (Student) over up to 3 values of seed")
  }

  @Test("intervals that values came with are told while they are kept, not once they are averaged")
  func ownIntervals() throws {
    let values: [(labels: KeyValuePairs<String, String>, value: Double?)] = [
      (["seed": "1"], 1), (["seed": "2"], 2),
    ]
    func table(_ value: Double?) -> Table {
      Table(
        "t",
        columns: [
          .text("measure", ["m"]), .number("value", [value]), .number("low", [0]),
          .number("high", [9]),
        ], intervals: "95 % bootstrap; of its own kind")
    }
    var inputs = Inputs()
    for row in values {
      let labels = row.labels.map { Label(axis: $0.key, value: $0.value) }
      inputs = try inputs.wiring(table(row.value), to: Summarize.tables, labels: labels)
    }
    let gathered = try summarize([], inputs)
    #expect(gathered.intervals == "95 % bootstrap; of its own kind")
    let averaged = try summarize(
      [NamedSetting("over", "seed")], try Inputs().wiring(gathered, to: Summarize.tables))
    #expect(averaged.intervals == "mean ± 95 % (Student) over 2 values of seed")
    #expect(averaged.notes.isEmpty)
  }

  @Test("whole numbers before the values are keys, those after them are not")
  func wholeNumbers() throws {
    var inputs = Inputs()
    for (seed, values) in [("1", [1.0, 10]), ("2", [3.0, 30])] {
      let table = Table(
        "t",
        columns: [
          .text("measure", ["m", "m"]), .integer("removed", [0, 5]), .number("value", values),
          .integer("rows", [7, 8]),
        ])
      inputs = try inputs.wiring(
        table, to: Summarize.tables, labels: [Label(axis: "seed", value: seed)])
    }
    let table = try summarize([NamedSetting("over", "seed")], inputs)
    #expect(table["removed"]?.values == .text(["0", "5"]))
    #expect(table["value"]?.values == .number([2, 20]))
    #expect(table["rows"] == nil)
  }

  @Test("the control is subtracted seed by seed")
  func control() throws {
    let rows = try inputs([
      (["attack": "pgd", "seed": "1"], 0.5), (["attack": "pgd", "seed": "2"], 0.7),
      (["attack": "noise", "seed": "1"], 0.4), (["attack": "noise", "seed": "2"], 0.4),
    ])
    let control = NamedSetting("control", .map([.init("attack", "noise")]))
    let table = try summarize(
      [NamedSetting("over", "seed"), control, NamedSetting("format", "percent")], rows)
    let differences = try #require(table["minus control"]?.values.numbers)
    #expect(abs(try #require(differences[0]) - 20) < 1e-9)
    #expect(differences[1] == nil)
    #expect(table["value"]?.unit == "%")
  }

  @Test("without rows of the control nothing is subtracted, and the table says so")
  func noControl() throws {
    let rows = try inputs([(["attack": "pgd"], 0.5), (["attack": "mim"], 0.7)])
    let table = try summarize([NamedSetting("control", .map([.init("attack", "noise")]))], rows)
    #expect(table["minus control"] == nil)
    #expect(table.notes == ["without a control, as no row has attack noise"])
    let ratio = try summarize([NamedSetting("baseline", .map([.init("attack", "noise")]))], rows)
    #expect(ratio["over baseline"] == nil)
    #expect(ratio.notes == ["without a baseline, as no row has attack noise"])
  }

  @Test("undefined values stay out of the mean, and are not counted")
  func undefined() throws {
    let rows = try inputs([(["seed": "1"], 4), (["seed": "2"], nil), (["seed": "3"], 6)])
    let table = try summarize([NamedSetting("over", "seed")], rows)
    #expect(table["value"]?.values == .number([5]))
    #expect(table["averaged"]?.values == .integer([2]))
    // One value that is left says nothing of how far others would be.
    let alone = try summarize(
      [NamedSetting("over", "seed")], inputs([(["seed": "1"], 4), (["seed": "2"], nil)]))
    #expect(alone["value"]?.values == .number([4]))
    #expect((alone["low"]?.values.numbers ?? [nil]) == [nil])
  }

  @Test("two values of one run are refused, not averaged as if they were two runs")
  func sameRun() throws {
    let rows = try inputs([(["seed": "1"], 30), (["seed": "1"], 60), (["seed": "2"], 30)])
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "there are several values for one seed",
        remedy: "let a column of text tell them apart, or choose some with ‘keep’")
    ) { try summarize([NamedSetting("over", "seed")], rows) }
  }

  @Test("what is in percent stays, and one measure has one unit")
  func units() throws {
    func table(_ unit: String?, _ measure: String, _ value: Double) -> Table {
      Table("t", columns: [.text("measure", [measure]), .number("value", unit: unit, [value])])
    }
    let percent = [NamedSetting("format", "percent")]
    let mixed = try Inputs().wiring(table("%", "a", 50), to: Summarize.tables)
      .wiring(table(nil, "b", 0.5), to: Summarize.tables)
    let summary = try summarize(percent, mixed)
    #expect(summary["value"]?.values == .number([50, 50]) && summary["value"]?.unit == "%")
    let confused = try Inputs().wiring(table("%", "a", 50), to: Summarize.tables)
      .wiring(table(nil, "a", 0.5), to: Summarize.tables)
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "‘a’ is there in % and without a unit",
        remedy: "choose one with ‘keep’, or make percentages of shares before")
    ) { try summarize(percent, confused) }
  }

  @Test("keys can be laid out as columns")
  func layout() throws {
    let rows = try inputs([
      (["model": "a", "attack": "x"], 1), (["model": "a", "attack": "y"], 2),
      (["model": "b", "attack": "x"], 3),
    ])
    let table = try summarize(
      [NamedSetting("rows", "model"), NamedSetting("columns", "attack")], rows)
    #expect(table.columns.map(\.name) == ["model", "x", "y"])
    #expect(table["x"]?.values == .text(["1", "3"]))
    #expect(table["y"]?.values == .text(["2", nil]))
  }

  @Test("two values for one cell of a layout are refused with what tells them apart")
  func crowded() throws {
    let rows = try inputs([
      (["model": "a", "attack": "x", "seed": "1"], 1),
      (["model": "a", "attack": "x", "seed": "2"], 2),
    ])
    let laidOut = [NamedSetting("rows", "model"), NamedSetting("columns", "attack")]
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "there are several values at a, x, told apart by seed",
        remedy: "choose with ‘keep’, average with ‘over’, or name a key in ‘rows’ or ‘columns’")
    ) { try summarize(laidOut, rows) }
    let averaged = try summarize(laidOut + [NamedSetting("over", "seed")], rows)
    #expect(averaged["x"]?.values.texts.count == 1)
  }

  @Test(
    "settings that would do nothing or make two columns of one name are refused",
    arguments: [
      ["columns": "attack", "control": .map([.init("attack", "x")])],
      ["control": .map([.init("attack", ["x", "y"])])],
      ["rows": ["model", "model"], "columns": "attack"],
    ] as [[String: SettingText]])
  func idle(settings: [String: SettingText]) throws {
    let rows = try inputs([
      (["model": "a", "attack": "x"], 1), (["model": "a", "attack": "y"], 2),
    ])
    #expect(throws: (any Error).self) { try Summarize.answer(settings, rows) }
  }

  @Test("columns of one table are never averaged with each other")
  func columns() throws {
    let table = Table(
      "t",
      columns: [.text("measure", ["score"]), .number("value", [0.4]), .number("rows", [100])])
    let inputs = try Inputs().wiring(table, to: Summarize.tables)
    let summary = try summarize([NamedSetting("values", ["value", "rows"])], inputs)
    #expect(summary["quantity"]?.values == .text(["value", "rows"]))
    #expect(summary["value"]?.values == .number([0.4, 100]))
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "no table has numbers in a column ‘rwos’",
        remedy: "name a column of numbers")
    ) { try summarize([NamedSetting("values", ["value", "rwos"])], inputs) }
  }

  @Test("the smallest values keep their digits")
  func tiny() throws {
    let rows = try inputs([
      (["model": "a", "seed": "1"], 3.1e-14), (["model": "a", "seed": "2"], 3.2e-14),
      (["model": "a", "seed": "3"], 3.3e-14),
    ])
    let settings = [("over", "seed"), ("rows", "measure"), ("columns", "model")]
    let table = try summarize(settings.map { NamedSetting($0.0, .scalar($0.1)) }, rows)
    #expect(table["a"]?.values == .text(["(3.20 ± 0.25)×10⁻¹⁴"]))
  }

  @Test("a table without measures has its columns of numbers as measures")
  func wide() throws {
    let table = Table("d", columns: [.number("frobenius", [3]), .number("rms", [0.1])])
    let inputs = try Inputs().wiring(table, to: Summarize.tables)
    let summary = try summarize([], inputs)
    #expect(summary["measure"]?.values == .text(["frobenius", "rms"]))
    #expect(summary["value"]?.values == .number([3, 0.1]))
  }

  @Test("a name that no table has is refused with the names there are")
  func unknown() throws {
    let rows = try inputs([(["model": "a"], 1)])
    #expect(
      throws: StageError.unsuitable(
        port: "tables", cause: "no table has a column or sweep axis ‘sede’",
        remedy: "use one of model, measure")
    ) { try summarize([NamedSetting("over", "sede")], rows) }
  }
}
