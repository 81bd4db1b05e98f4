import Pipeline
import Stages
import Testing

@Suite struct LedgerTests {
  static let header = "figure,where,claim,model,unit,file,unmeasured,printed\n"

  /// A table as Compare makes it.
  static func compared(
    _ rows: [(figure: String, value: Double?, low: Double?, high: Double?, ordering: String?)],
    extra: [Column] = [], title: String = "Rates beside Table 2"
  ) -> Table {
    Table(
      title,
      columns: [
        .number("value", rows.map(\.value)), .number("low", rows.map(\.low)),
        .number("high", rows.map(\.high)), .text("printed ordering", rows.map(\.ordering)),
        .text("figure", rows.map(\.figure)),
      ] + extra)
  }

  func ledger(
    _ lines: String, _ tables: [Table], settings: [NamedSetting] = []
  ) throws -> Table {
    let all = [NamedSetting("printed", .file("printed.csv"))] + settings
    let wiring = Wiring(stage: "Ledger", ports: ["tables": []])
    let stage = try StageType(Ledger.self).prepare(all, wiring: wiring).get().stage
    let context = Context(open: { _ in .success(Array((Self.header + lines).utf8)) })
    var inputs = Inputs()
    for table in tables { inputs = try inputs.wiring(table, to: Ledger.tables) }
    return try #require(stage as? Ledger).run(inputs, in: context)
  }

  func texts(_ table: Table, _ name: String) throws -> [String?] {
    try #require(table[name]?.values.texts)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var printed: String
    var unit = ""
    var value: Double?
    var low: Double?
    var high: Double?
    var ordering: String?
    var subset: String?
    var exact = false
    var verdict: String
    var reason: String?
    var testDescription: String { "\(printed): \(verdict)" }
  }

  static let cases: [Case] = [
    Case(
      printed: "28.9", value: 30, low: 28.94, high: 31, ordering: "does not hold",
      verdict: "agrees within the interval", reason: nil),
    Case(
      printed: "28.9", value: 30, low: 28.94, high: 31, subset: "2,000 rows",
      verdict: "agrees within the interval", reason: "measured on 2,000 rows"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60, ordering: "holds",
      verdict: "ordering holds, size differs", reason: "ours is 2 times the printed figure"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60, ordering: "holds", subset: "2,000 rows",
      verdict: "ordering holds, size differs",
      reason: "ours is 2 times the printed figure; measured on 2,000 rows"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60, ordering: "does not hold",
      verdict: "ordering does not hold", reason: "ours stand the other way round"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60, ordering: "not decided: intervals overlap",
      verdict: "ordering does not hold",
      reason: "ours are not told apart: the intervals overlap"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60,
      ordering: "not decided: the difference may be none", verdict: "ordering does not hold",
      reason: "ours are not told apart: run by run the difference may be none"),
    Case(
      printed: "28.9", value: 57.8, low: 55, high: 60, ordering: "undefined",
      verdict: "ordering does not hold", reason: "ours are not told apart: one is undefined"),
    Case(
      printed: "28.9", value: 57.8, ordering: "nothing to compare with", subset: "2,000 rows",
      verdict: "measured on a labelled subset",
      reason: "ours is 2 times the printed figure; measured on 2,000 rows"),
    Case(
      printed: "28.9", value: 57.8, verdict: "ordering holds, size differs",
      reason: "ours is 2 times the printed figure; nothing is printed to order it against"),
    Case(
      printed: "1.2e3", value: 4.5e16, exact: true, verdict: "cannot be as printed",
      reason: "read so, it is 4.5×10¹⁶ on the same data"),
    Case(
      printed: "1.2e3", value: .infinity, exact: true, verdict: "cannot be as printed",
      reason: "read so, it is ∞ on the same data"),
    Case(
      printed: "1.2e3", value: 1180, exact: true, verdict: "agrees within the interval"),
    Case(
      printed: "1.2e3", value: 4e6, subset: "2,000 rows", exact: true,
      verdict: "measured on a labelled subset",
      reason: "ours is 3300 times the printed figure; measured on 2,000 rows"),
    Case(
      printed: "<1e-12", value: 3e-9, exact: true, verdict: "cannot be as printed",
      reason: "read so, it is 3×10⁻⁹ on the same data, which breaks the printed bound"),
    Case(printed: ">-1e-12", value: 0.2, exact: true, verdict: "agrees within the interval"),
    Case(printed: "~1e18", value: 3e18, verdict: "agrees within the interval"),
    Case(
      printed: "~1e18", value: 1e20, verdict: "ordering holds, size differs",
      reason: "ours is 100 times the printed figure; nothing is printed to order it against"),
    Case(
      printed: "6 to 9", unit: "×", value: 3, low: 2, high: 4,
      verdict: "ordering holds, size differs",
      reason: "ours is 0.5 times the nearer end of the printed range"),
    Case(
      printed: "6 to 9", unit: "×", value: 0.5, low: 0.4, high: 0.6,
      verdict: "ordering does not hold", reason: "ours stand the other way round"),
    Case(
      printed: "6 to 9", unit: "×", value: 1.5, low: 0.8, high: 2.2,
      verdict: "ordering does not hold", reason: "ours are not told apart: the intervals overlap"),
    Case(
      printed: "0.8 to 1.2", unit: "×", value: 3, verdict: "ordering holds, size differs",
      reason:
        "ours is 2.5 times the nearer end of the printed range; nothing is printed to order it against"
    ),
    Case(
      printed: "6 to 9", unit: "×", value: 5, low: 4, high: 7,
      verdict: "agrees within the interval",
      reason: "its interval reaches the printed range, 5 does not"),
    Case(
      printed: "6 to 9", unit: "×", value: 7, low: 4, high: 10,
      verdict: "agrees within the interval"),
    Case(
      printed: "8.8", unit: "×", value: 6.9, verdict: "ordering does not hold",
      reason: "ours is not told apart from 1: nothing bounds it"),
    Case(
      printed: "8.8", unit: "×", value: 6.9, exact: true, verdict: "cannot be as printed",
      reason: "read so, it is 6.9 on the same data"),
    Case(
      printed: "28.9", value: nil, verdict: "not measured", reason: "the measurement is undefined"),
  ]

  @Test(arguments: cases)
  func `a verdict follows from the intervals, the ordering and what was measured`(
    test: Case
  ) throws {
    let extra: [Column] =
      (test.subset.map { [.text("subset", [$0])] } ?? [])
      + (test.exact ? [.text("exact", ["yes"])] : [])
    let table = Self.compared(
      [("a", test.value, test.low, test.high, test.ordering)], extra: extra)
    let result = try ledger(
      "a,Table 2,rate,m,\(test.unit),table-2.yaml,,\(test.printed)\n", [table])
    #expect(try texts(result, "verdict") == [test.verdict])
    #expect(try texts(result, "reason") == [test.reason])
    #expect(try texts(result, "printed") == [test.printed])
    #expect(try texts(result, "table") == ["Rates beside Table 2"])
    #expect(try texts(result, "data") == [test.subset ?? "all, as in the paper"])
  }

  @Test func `a figure that nothing measures says why`() throws {
    let result = try ledger(
      """
      a,Table 6,rate,m,%,table-6.yaml,,15.0
      b,Table 6,rate,m,%,table-6.yaml,no images,15.0
      c,Table 6,rate,m,%,,,15.0

      """, [])
    #expect(try texts(result, "verdict") == Array(repeating: "not measured", count: 3))
    #expect(
      try texts(result, "reason") == [
        "no table of table-6.yaml is wired to this ledger", "no images", "nothing here measures it",
      ])
    #expect(
      try texts(result, "command") == [
        "malleus run Pipelines/paper/table-6.yaml", "malleus run Pipelines/paper/table-6.yaml", nil,
      ])
  }

  @Test
  func `the first reading is the one that the text asks for, and a better one does not count`()
    throws
  {
    let table = Self.compared(
      [("a", 60, 55, 65, "holds"), ("a", 29, 28, 30, "holds")],
      extra: [.text("measure", ["per-test", "pooled"])])
    let lines = "a,Table 2,rate,m,%,table-2.yaml,,28.9\n"
    let result = try ledger(lines, [table])
    #expect(
      try texts(result, "reading") == [
        "per-test (what the text asks for)", "pooled (another reading)",
      ])
    #expect(
      try texts(result, "verdict") == [
        "ordering holds, size differs", "agrees within the interval",
      ])
    #expect(
      try texts(result, "reason") == [
        "ours is 2.1 times the printed figure; only another reading agrees: pooled",
        "not the reading that the text asks for",
      ])
    #expect(result["ratio"]?.values == .number([60 / 28.9, 29 / 28.9]))
    let asked = try ledger(lines, [table], settings: [NamedSetting("list", "asked")])
    #expect(asked["value"]?.values == .number([60]))
    let counts = try ledger(lines, [table], settings: [NamedSetting("list", "counts")])
    #expect(counts["figures"]?.values == .integer([0, 1, 0, 0, 0, 0]))
  }

  @Test(arguments: ["6 to 9", "<1e-12", "0"])
  func `a figure that is no one value has no ratio`(printed: String) throws {
    let table = Self.compared([("a", 7, 6, 8, nil)])
    let result = try ledger("a,Abstract,ratio,,×,table-2.yaml,,\(printed)\n", [table])
    #expect(result["ratio"]?.values == .number([nil]))
  }

  @Test func `a claim about several attacks counts by its worst part`() throws {
    let table = Self.compared(
      [("a", 7, 6, 8, nil), ("a", 2, 1.5, 2.5, nil)], extra: [.text("model", ["fgsm", "pgd"])])
    let lines = "a,Abstract,ratio,,×,table-2.yaml,,6 to 9\n"
    let result = try ledger(lines, [table])
    #expect(try texts(result, "reading") == ["fgsm", "pgd"])
    let counts = try ledger(lines, [table], settings: [NamedSetting("list", "counts")])
    #expect(counts["figures"]?.values == .integer([0, 1, 0, 0, 0, 0]))
    #expect(
      counts.notes == [
        "1 printed figure, each counted once, in the reading that the paper's text asks for"
      ])
  }

  @Test func `counts list every verdict, also those without a figure`() throws {
    let table = Self.compared([("a", 28.9, nil, nil, nil), ("b", 1, nil, nil, "does not hold")])
    let lines = "a,T,c,m,%,x.yaml,,28.9\nb,T,c,m,%,x.yaml,,3\nc,T,c,m,%,x.yaml,,4\n"
    let counts = try ledger(lines, [table], settings: [NamedSetting("list", "counts")])
    #expect(
      counts["verdict"]?.values
        == .text([
          "agrees within the interval", "ordering holds, size differs",
          "measured on a labelled subset", "ordering does not hold", "cannot be as printed",
          "not measured",
        ]))
    #expect(counts["figures"]?.values == .integer([1, 0, 0, 1, 0, 1]))
  }

  @Test func `figures can be chosen, and the command carries its options`() throws {
    let result = try ledger(
      "a,Table 1,c,m,,table-1.yaml,,2\nb,Table 2,c,m,,table-2.yaml,,3\n", [],
      settings: [
        NamedSetting("where", .map([.init("where", "Table 2")])),
        NamedSetting("rerun", "malleus run "), NamedSetting("options", "--profile small"),
      ])
    #expect(try texts(result, "figure") == ["b"])
    #expect(try texts(result, "command") == ["malleus run table-2.yaml --profile small"])
  }

  @Test(
    arguments: [
      (
        "a,T,c,m,,x.yaml,,1\na,T,c,m,,x.yaml,,2\n", LedgerTests.compared([]),
        "printed.csv, column figure: ‘a’ is there twice; give every figure an id of its own"
      ),
      (
        "a,T,c,m,,x.yaml,,1\n", LedgerTests.compared([("z", 1, nil, nil, nil)]),
        "the input tables does not suit: no printed figure is called ‘z’; let Compare read the same file, printed.csv"
      ),
      (
        "a,T,c,m,,x.yaml,,1\n", Table("Rates", columns: [.number("value", [1])]),
        "the input tables does not suit: the table ‘Rates’ does not say which figures it measures; wire tables of Compare, whose file has a column ‘figure’"
      ),
      (
        "a,T,c,m,,x.yaml,,about 3\n", LedgerTests.compared([]),
        "printed.csv, line 2: ‘about 3’ is no printed figure; write it as 28.9, 6 to 9, <1e-12 or ~1e18, or leave it empty"
      ),
    ])
  func `what does not fit is refused with place, cause and remedy`(
    lines: String, table: Table, message: String
  ) {
    #expect {
      try ledger(lines, [table])
    } throws: { error in
      (error as? StageError)?.message == message
    }
  }
}
