import Pipeline
import Stages
import Testing

@Suite struct ComparedFormsTests {
  static let csv = """
    figure,model,printed
    a,relu,6 to 9
    b,attn,~1e3
    c,other,<5

    """
  static let measured = Table(
    "values",
    columns: [
      .text("model", ["relu", "attn", "other"]), .number("value", [7, 2000, 3]),
      .number("over baseline", [1, 4, 2]), .number("over baseline, low", [0.9, 3, 1]),
      .number("over baseline, high", [1.1, 5, 3]),
    ])

  func compare(_ csv: String = csv, settings: [NamedSetting] = []) throws -> Table {
    let all = [NamedSetting("with", .file("p.csv")), NamedSetting("on", "model")] + settings
    let wiring = Wiring(stage: "Compare", ports: ["table": []])
    let stage = try StageType(Compare.self).prepare(all, wiring: wiring).get().stage
    let context = Context(open: { _ in .success(Array(csv.utf8)) })
    let inputs = try Inputs().wiring(Self.measured, to: Compare.table)
    return try #require(stage as? Compare).run(inputs, in: context)
  }

  @Test func `ranges and bounds stand as printed, only figures have a ratio`() throws {
    let table = try compare()
    #expect(table["printed"]?.values == .number([nil, 1000, nil]))
    #expect(table["ratio"]?.values == .number([nil, 2, nil]))
    #expect(table["as printed"]?.values == .text(["6 to 9", "~1e3", "<5"]))
    #expect(table["figure"]?.values == .text(["a", "b", "c"]))
  }

  @Test func `protocol, subset and exactness come along where they are given`() throws {
    let plain = try compare("model,printed\nrelu,2\n")
    #expect(
      plain.columns.map(\.name) == ["model", "printed", "value", "low", "high", "ratio"])
    let table = try compare(settings: [
      NamedSetting("protocol", "3 seeds, 500 epochs."), NamedSetting("subset", "2,000 rows"),
      NamedSetting("exact", "true"),
    ])
    #expect(table["protocol"]?.values == .text(Array(repeating: "3 seeds, 500 epochs.", count: 3)))
    #expect(table["subset"]?.values == .text(Array(repeating: "2,000 rows", count: 3)))
    #expect(table["exact"]?.values == .text(Array(repeating: "yes", count: 3)))
  }

  @Test func `another column of numbers can be compared, with its own limits`() throws {
    let table = try compare(settings: [NamedSetting("value", "over baseline")])
    #expect(table["value"]?.values == .number([1, 4, 2]))
    #expect(table["low"]?.values == .number([0.9, 3, 1]))
    #expect(table["high"]?.values == .number([1.1, 5, 3]))
  }

  @Test func `what is printed alike, or as a range, stands in no order`() throws {
    let table = try compare(
      "model,printed\nrelu,4\nattn,4\nother,1 to 2\n", settings: [NamedSetting("ordering", "model")]
    )
    let alone = "nothing to compare with"
    #expect(table["printed ordering"]?.values == .text([alone, alone, alone]))
  }

  @Test(arguments: [
    ("nan", "nan"), ("0x10", "0x10"), ("9 to 6", "9 to 6"), ("~0", "~0"), ("<", "<"),
    ("6 - 9", "6 - 9"),
  ])
  func `a figure in no known form is refused`(printed: String, quoted: String) {
    #expect {
      try compare("model,printed\nrelu,\(printed)\n")
    } throws: { error in
      (error as? StageError)?.message
        == "p.csv, line 2: ‘\(quoted)’ is no printed figure; write it as 28.9, 6 to 9, <1e-12 or ~1e18, or leave it empty"
    }
  }

  @Test func `an empty field or a dash is no figure`() throws {
    let table = try compare("model,printed\nrelu,4\nattn,–\nother,\n")
    #expect(table["model"]?.values == .text(["relu"]))
  }

  @Test func `a column without numbers cannot be compared`() {
    #expect(
      throws: StageError.unsuitable(
        port: "table", cause: "it has no column of numbers called ‘mean’",
        remedy: "name the column of measured values in ‘value’")
    ) { try compare(settings: [NamedSetting("value", "mean")]) }
  }
}
