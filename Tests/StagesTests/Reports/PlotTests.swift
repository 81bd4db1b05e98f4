import Pipeline
import Stages
import Testing

@Suite struct PlotTests {
  static let flips = Table(
    "Flip rates",
    columns: [
      .text("model", ["relu", "relu", "attn", "attn"]), .text("attack", ["x", "y", "x", "y"]),
      .number("value", unit: "%", [4, 5, 20, nil]), .number("low", unit: "%", [3, 4, 18, nil]),
      .number("high", unit: "%", [5, 6, 22, nil]), .number("printed", [4.1, nil, 34.6, 30]),
    ], notes: ["mean ± 95 %"])

  func draw(_ settings: [String: SettingText], _ tables: Table...) throws -> Figure {
    var inputs = Inputs()
    for table in tables { inputs = try inputs.wiring(table, to: Plot.tables) }
    return try Plot.answer(settings, inputs)
  }

  @Test func `bars carry intervals, printed figures, units and notes without being asked`() throws {
    let figure = try draw(["kind": "bar", "x": "attack", "series": "model"], Self.flips)
    #expect(
      figure.data == """
        model,attack,value,low,high,printed
        relu,x,4.0,3.0,5.0,4.1
        relu,y,5.0,4.0,6.0,
        attn,x,20.0,18.0,22.0,34.6
        attn,y,,,,30.0

        """)
    for words in ["printed in the paper", "95 % interval", "Value (%)", "Value by attack", "n/a"] {
      #expect(figure.svg.contains(words), "\(words)")
    }
    #expect(figure.svg.contains("Mean ± 95 %."))
  }

  @Test func `printed figures can be left out`() throws {
    let figure = try draw(
      ["kind": "bar", "x": "attack", "series": "model", "printed": "false"], Self.flips)
    #expect(!figure.svg.contains("printed"))
    #expect(figure.data.hasPrefix("model,attack,value,low,high\n"))
  }

  @Test func `lines run along numbers in rising order, by steps of two where all are powers`()
    throws
  {
    let table = Table(
      "Distances",
      columns: [.text("width", ["64", "16", "256"]), .number("value", [3, 5, 2])])
    let figure = try draw(["x": "width", "log": "both"], table)
    #expect(figure.data == "width,value\n16.0,5.0\n64.0,3.0\n256.0,2.0\n")
    #expect(figure.svg.contains(">128<"))
    #expect(figure.svg.contains("Horizontally Width, logarithmic"))
  }

  @Test func `sweep labels are columns`() throws {
    let table = Table("t", columns: [.number("value", [1])])
    let inputs = try Inputs()
      .wiring(table, to: Plot.tables, labels: [Label(axis: "seed", value: "1")])
      .wiring(table, to: Plot.tables, labels: [Label(axis: "seed", value: "2")])
    #expect(try Plot.answer(["x": "seed"], inputs).data == "seed,value\n1.0,1.0\n2.0,1.0\n")
  }

  @Test func `rows without a place are counted, and an axis has no unit that only some have`()
    throws
  {
    let other = Table(
      "t",
      columns: [
        .text("model", [nil, "gpt"]), .text("attack", ["x", "y"]), .number("value", [7, 8]),
      ])
    let figure = try draw(["x": "attack", "series": "model"], Self.flips, other)
    #expect(figure.svg.contains("not drawn, without ‘model’ or ‘attack’: 1"))
    #expect(!figure.svg.contains("(%)"))
    #expect(try draw(["x": "attack", "series": "model"], Self.flips).svg.contains("(%)"))
  }

  @Test func `rows that repeat in a second table add what the first has not`() throws {
    let printed = Table(
      "p",
      columns: [
        .text("attack", ["y"]), .text("model", ["relu"]), .number("printed", [5.5]),
        .number("value", [5]),
      ])
    let measured = Table("m", columns: Array(Self.flips.columns.dropLast()))
    let figure = try draw(["kind": "bar", "x": "attack", "series": "model"], measured, printed)
    #expect(figure.data.contains("relu,y,5.0,4.0,6.0,5.5\n"))
  }

  @Test func `a heatmap has a row for each series and takes two hues for two signs`() throws {
    let table = Table(
      "h",
      columns: [
        .text("from", ["a", "a", "b"]), .text("to", ["a", "b", "a"]),
        .number("value", [0.5, -0.25, 0]),
      ])
    let figure = try draw(["kind": "heatmap", "x": "to", "series": "from"], table)
    #expect(figure.svg.contains("Heatmap of 2 rows and 2 columns"))
    #expect(figure.svg.contains(">−0.25<"))
  }

  @Test func `scatter plots keep rows at the same place`() throws {
    let table = Table(
      "s", columns: [.integer("x", [1, 1]), .number("value", [2, 3])])
    #expect(try draw(["kind": "scatter", "x": "x"], table).data == "x,value\n1.0,2.0\n1.0,3.0\n")
  }

  @Test func `free points stand over words, beside a line at a value, missing ones nowhere`() throws
  {
    let figure = try draw(
      [
        "kind": "scatter", "x": "attack", "series": "model", "printed": "false", "log": "y",
        "reference": "7", "reference-label": "as printed",
      ], Self.flips)
    #expect(
      figure.data
        == "model,attack,value,low,high\nrelu,x,4.0,3.0,5.0\nrelu,y,5.0,4.0,6.0\nattn,x,20.0,18.0,22.0\n"
    )
    #expect(figure.svg.contains(">as printed<"))
    #expect(figure.svg.contains("reference"))
  }

  @Test func `words stand in the order of the rows, whichever series has them`() throws {
    let table = Table(
      "s",
      columns: [
        .text("place", ["one", "two", "three"]), .text("series", ["b", "a", "b"]),
        .number("value", [1, 2, 3]),
      ])
    let svg = try draw(["kind": "scatter", "x": "place", "series": "series"], table).svg
    let words = svg.matches(of: />(one|two|three)</).map { String($0.output.1) }
    #expect(words == ["one", "two", "three", "one", "two", "three"])
  }

  @Test(
    arguments: [
      (
        ["x": "attak"],
        "the input tables does not suit: no table has a column or sweep axis ‘attak’; use one of "
          + "model, attack, value, low, high, printed"
      ),
      (
        ["x": "attack", "y": "model"],
        "the input tables does not suit: no table has a column of numbers ‘model’; use one of "
          + "value, low, high, printed"
      ),
      (
        ["x": "attack"],
        "the input tables does not suit: there are several values at attack x, told apart by model; "
          + "choose with ‘keep’, average with Summarize, or name a column in ‘series’"
      ),
      (
        ["x": "attack", "log": "both", "series": "model"],
        "the input tables does not suit: ‘x’ in the column attack is no number; use log: y"
      ),
      (
        ["x": "attack", "keep": .map([.init("model", "gpt")])],
        "the input tables does not suit: no row is kept; compare ‘keep’ with what the tables hold"
      ),
    ] as [([String: SettingText], String)])
  func `what the tables cannot show is said with what they hold`(
    settings: [String: SettingText], message: String
  ) throws {
    let error = #expect(throws: StageError.self) { try draw(settings, Self.flips) }
    #expect(error?.message == message)
  }

  @Test(
    arguments: [
      ([:], ["Plot needs the column that runs across; give ‘x’"]),
      (
        ["x": "value", "series": "value"],
        [
          "‘value’ is already taken by ‘x’; name another column",
          "‘value’ is already taken by ‘x’; name another column",
        ]
      ),
      (
        ["x": "a", "kind": "bar", "log": "x"],
        ["bars stand side by side, not along a scale; use log: y"]
      ),
      (
        ["x": "a", "log": "y", "reference": "0"],
        ["factors have no place for 0.0; use one above 0"]
      ),
    ] as [([String: SettingText], [String])])
  func `settings that no table could satisfy are faults of the plan`(
    settings: [String: SettingText], messages: [String]
  ) {
    let given = settings.sorted { $0.key < $1.key }.map { NamedSetting($0.key, $0.value) }
    let wiring = Wiring(stage: "Plot", ports: ["tables": []])
    guard case .failure(let faults) = StageType(Plot.self).prepare(given, wiring: wiring) else {
      Issue.record("no fault")
      return
    }
    #expect(faults.faults.map(\.message) == messages)
  }
}
