import Pipeline
import Stages
import Testing

@Suite("Measured beside printed")
struct CompareTests {
  static let measured = Table(
    "flips",
    columns: [
      .text("model", ["relu", "attn", "relu", "attn"]), .text("attack", ["x", "x", "y", "y"]),
      .number("value", [4, 20, 30, 10]), .number("low", [3, 18, 29, 2]),
      .number("high", [5, 22, 31, 18]),
    ])

  func compare(_ csv: String, _ table: Table = measured, settings: [NamedSetting] = []) throws
    -> Table
  {
    let all =
      [
        NamedSetting("with", .file("p.csv")), NamedSetting("on", ["model", "attack"]),
        NamedSetting("ordering", "model"),
      ].filter { base in !settings.contains { $0.name == base.name } } + settings
    let wiring = Wiring(stage: "Compare", ports: ["table": []])
    let stage = try StageType(Compare.self).prepare(all, wiring: wiring).get().stage
    let context = Context(open: { _ in .success(Array(csv.utf8)) })
    let inputs = try Inputs().wiring(table, to: Compare.table)
    return try #require(stage as? Compare).run(inputs, in: context)
  }

  @Test("ratios and the verdict on the ordering are computed row by row")
  func verdicts() throws {
    let table = try compare("model,attack,percent\nrelu,x,2\nattn,x,40\nrelu,y,5\nattn,y,20\n")
    #expect(table["ratio"]?.values == .number([2, 0.5, 6, 0.5]))
    #expect(
      table["printed ordering"]?.values
        == .text(["holds", "holds", "does not hold", "does not hold"]))
  }

  @Test("rows that carry the name of their figure are matched by it")
  func named() throws {
    var table = Self.measured
    table.columns.append(.text("figure", ["a", "b", "c", "d"]))
    let result = try compare(
      "figure,percent\na,2\nd,5\n", table,
      settings: [NamedSetting("on", "figure"), NamedSetting("ordering", "")])
    #expect(result["figure"]?.values == .text(["a", "d"]))
    #expect(result["ratio"]?.values == .number([2, 2]))
  }

  @Test("overlapping intervals decide nothing")
  func undecided() throws {
    var table = Self.measured
    table.columns[3].values = .number([3, 4, 29, 2])
    let result = try compare("model,attack,percent\nrelu,x,2\nattn,x,40\n", table)
    let verdict = "not decided: intervals overlap"
    #expect(result["printed ordering"]?.values == .text([verdict, verdict]))
    // A ratio that nothing bounds has no interval beside one that has.
    table.columns[3].values = .number([3, nil, 29, 2])
    table.columns[2].values = .number([0.5, nil, 28, 1])
    let unbounded = try compare("model,attack,percent\nrelu,x,2\nattn,x,40\n", table)
    #expect(unbounded["printed ordering"]?.values.texts.contains("holds") == false)
  }

  /// Two models by five seeds whose values vary far more from seed to seed than `differences` do.
  static func runs(_ differences: [Double]) -> Table {
    let seeds = ["1", "2", "3", "4", "5"]
    let plain: [Double] = [10, 50, 30, 20, 40]
    return Table(
      "runs",
      columns: [
        .text("model", ["relu", "attn"].flatMap { Array(repeating: $0, count: 5) }),
        .text("attack", Array(repeating: "x", count: 10)), .text("seed", seeds + seeds.reversed()),
        .number("value", plain + zip(plain, differences).map { $0 + $1 }.reversed()),
      ])
  }

  @Test(
    "runs are averaged here, and their differences decide the ordering",
    arguments: [
      ([1, 2, 1, 2, 1], "holds"), ([-1, -2, -1, -2, -1], "does not hold"),
      ([2, 2, 2, 2, 2], "holds"), ([1, -2, 1, 2, 1], "not decided: the difference may be none"),
    ])
  func paired(differences: [Double], ordering: String) throws {
    let csv = "model,attack,percent\nrelu,x,2\nattn,x,40\n"
    let table = try compare(
      csv, Self.runs(differences), settings: [NamedSetting("over", "seed")])
    #expect(table["printed ordering"]?.values == .text([ordering, ordering]))
    let mean = 30 + differences.reduce(0, +) / 5
    #expect(table["value"]?.values == .number([30, mean]))
    // Student's interval of 10, 20, 30, 40, 50 with four degrees of freedom.
    let low = try #require(table["low"]?.values.numbers?[0])
    #expect(abs(low - (30 - 2.776445 * 250.0.squareRoot() / 5.0.squareRoot())) < 1e-4)
  }

  @Test("rows are kept before they are averaged")
  func keptRuns() throws {
    let table = try compare(
      "model,attack,percent\nrelu,x,2\nattn,x,40\n", Self.runs([1, 2, 1, 2, 1]),
      settings: [
        NamedSetting("over", "seed"),
        NamedSetting("keep", .map([.init("seed", .list([.scalar("1"), .scalar("2")]))])),
      ])
    #expect(table["value"]?.values == .number([30, 31.5]))
  }

  @Test("runs that nothing tells apart are refused")
  func sameRun() {
    var table = Self.runs([1, 2, 1, 2, 1])
    table.columns[2].values = .text(Array(repeating: "1", count: 10))
    let error = #expect(throws: StageError.self) {
      try compare(
        "model,attack,percent\nrelu,x,2\n", table, settings: [NamedSetting("over", "seed")])
    }
    #expect(
      error?.message
        == "the input table does not suit: there are several values for one seed; let a column of text tell them apart, or choose some with ‘keep’"
    )
  }

  @Test("a lone run decides nothing, unless intervals of its own do")
  func loneRun() throws {
    let csv = "model,attack,percent\nrelu,x,2\nattn,x,40\n"
    let settings: [NamedSetting] = [
      NamedSetting("over", "seed"), NamedSetting("keep", .map([.init("seed", "1")])),
    ]
    var table = Self.runs([1, 2, 1, 2, 1])
    let undecided = "not decided: the difference may be none"
    #expect(
      try compare(csv, table, settings: settings)["printed ordering"]?.values
        == .text([undecided, undecided]))
    let values = try #require(table["value"]?.values.numbers).compactMap { $0 }
    table.columns += [
      .number("low", values.map { $0 - 0.1 }), .number("high", values.map { $0 + 0.1 }),
    ]
    #expect(
      try compare(csv, table, settings: settings)["printed ordering"]?.values
        == .text(["holds", "holds"]))
    // A column by another name brings limits by its name.
    for (place, name) in [(3, "rate"), (4, "rate, low"), (5, "rate, high")] {
      table.columns[place].name = name
    }
    let named = try compare(csv, table, settings: settings + [NamedSetting("value", "rate")])
    #expect(named["low"]?.values == .number([9.9, 10.9]))
    #expect(named["printed ordering"]?.values == .text(["holds", "holds"]))
  }

  @Test("what the intervals are comes along, or is Student's over the runs")
  func intervals() throws {
    let csv = "model,attack,percent\nrelu,x,2\nattn,x,40\n"
    var table = Self.measured
    table.intervals = "95 % bootstrap"
    #expect(try compare(csv, table).intervals == "95 % bootstrap")
    let averaged = try compare(
      csv, Self.runs([1, 2, 1, 2, 1]), settings: [NamedSetting("over", "seed")])
    #expect(averaged.intervals == "mean ± 95 % (Student) over 5 values of seed")
  }

  @Test("what is measured on a part is said of the rows of that part")
  func part() throws {
    let csv = "model,attack,percent\nrelu,x,2\nattn,x,40\n"
    let subset = NamedSetting("subset", "300 rows")
    #expect(
      try compare(csv, settings: [subset])["subset"]?.values == .text(["300 rows", "300 rows"]))
    let part = NamedSetting("subset-of", .map([.init("model", "attn")]))
    let table = try compare(csv, settings: [subset, part])
    #expect(table["subset"]?.values == .text([nil, "300 rows"]))
  }

  @Test(
    "a part that no row belongs to is refused",
    arguments: [
      ("model", "gpt", "let ‘subset-of’ name some of relu, attn"),
      ("size", "attn", "let ‘subset-of’ name a column of the comparison"),
    ])
  func strayPart(column: String, value: String, remedy: String) {
    let settings = [
      NamedSetting("subset", "300 rows"),
      NamedSetting("subset-of", .map([.init(column, .scalar(value))])),
    ]
    let error = #expect(throws: StageError.self) {
      try compare("model,attack,percent\nrelu,x,2\nattn,x,3\n", settings: settings)
    }
    #expect(
      error?.message
        == "the input table does not suit: no compared row has ‘\(value)’ in a column ‘\(column)’; \(remedy)"
    )
  }

  @Test("printed rows can be chosen by other columns")
  func chosen() throws {
    let csv = "where,model,attack,percent\nT2,relu,x,2\nT3,relu,x,9\nT2,attn,x,4\n"
    let table = try compare(
      csv, settings: [NamedSetting("where", .map([.init("where", "T2")]))])
    #expect(table["printed"]?.values == .number([2, 4]))
  }

  @Test("what the file leaves empty agrees with every value, which is named beside it")
  func everyValue() throws {
    let csv = "figure,where,model,attack,percent\na,T2,relu,x,3\nb,Abstract,relu,,2 to 9\n"
    let table = try compare(csv, settings: [NamedSetting("readings", "where")])
    #expect(table["figure"]?.values == .text(["a", "b", "b"]))
    #expect(table["attack"]?.values == .text(["x", "x", "y"]))
    #expect(table["where"]?.values == .text(["T2", "Abstract", "Abstract"]))
    #expect(table["value"]?.values == .number([4, 4, 30]))
  }

  @Test(
    "a file that does not fit is refused with place, cause and remedy",
    arguments: [
      (
        "model,percent\nrelu,2\n",
        "p.csv, line 1: there is no column ‘attack’; use one of model, percent"
      ),
      (
        "",
        "p.csv, line 1: there is no header with two columns or more; give a CSV file with a header"
      ),
      (
        "model,attack,percent\nrelu\n",
        "p.csv, line 2: 1 fields, where the header has 3; give every line the same number of fields"
      ),
      (
        "model,attack,percent\nother,x,2\n",
        "the input table does not suit: no row agrees with a printed one in model, attack; compare the values in these columns with those of p.csv"
      ),
    ])
  func refused(csv: String, message: String) {
    do {
      _ = try compare(csv)
      Issue.record("accepted")
    } catch let error as StageError {
      #expect(error.message == message)
    } catch {
      Issue.record("\(error)")
    }
  }
}
