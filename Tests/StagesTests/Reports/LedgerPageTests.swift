import Foundation
import Pipeline
import Stages
import Testing

/// A ledger on a page beside the tables that it judges.
@Suite struct LedgerPageTests {
  static let printed = """
    figure,where,claim,model,unit,file,unmeasured,printed
    2/relu,Table 2,flip rate of 2L-ReLU under PGD,2L-ReLU,%,table-2.yaml,,3.3
    2/attn,Table 2,flip rate of MLP-Attn under PGD,MLP-Attn,%,table-2.yaml,,28.9
    2/wide,Table 2,flip rate of a wide network under PGD,wide,%,table-2.yaml,,12.0
    5/kappa,Section 5.2,condition number κ of the Gram matrix,κ,,spectra.yaml,,1.2e3
    6/accuracy,Table 6,accuracy of 2L-ReLU after 100 epochs,accuracy,%,table-6.yaml,,97.8
    6/fashion,Table 6,flip rate on Fashion-MNIST,,%,table-6.yaml,the images are not at hand,15.0

    """

  static func compared(
    _ rows: [(model: String, measure: String, value: Double, low: Double?, high: Double?)],
    _ settings: [String: SettingText]
  ) throws -> Table {
    let table = Table(
      "measured",
      columns: [
        .text("model", rows.map(\.model)), .text("measure", rows.map(\.measure)),
        .number("value", rows.map(\.value)), .number("low", rows.map(\.low)),
        .number("high", rows.map(\.high)),
      ])
    let given: [String: SettingText] = ["with": .file("printed.csv"), "on": "model"]
    return try Compare.answer(
      given.merging(settings) { $1 }, Inputs().wiring(table, to: Compare.table),
      files: ["printed.csv": Array(printed.utf8)])
  }

  static func tables() throws -> [Table] {
    [
      try compared(
        [
          ("2L-ReLU", "per-test", 9.1, 8, 10.2), ("MLP-Attn", "per-test", 41, 39, 43),
          ("wide", "per-test", 50, 48, 52), ("2L-ReLU", "pooled", 3.2, 2, 4.4),
          ("MLP-Attn", "pooled", 27, 25, 29), ("wide", "pooled", 12, 11, 13),
        ],
        [
          "ordering": "model", "title": "Flip rates beside Table 2",
          "protocol": "500 epochs, 3 seeds, the attention context recomputed.",
        ]),
      try compared(
        [("κ", "κ", 4.5e16, nil, nil)],
        ["exact": "true", "title": "Condition numbers"]),
      try compared(
        [("accuracy", "accuracy", 95.1, 94.8, 95.4)],
        ["subset": "2,000 rows, 20 epochs", "title": "Accuracies"]),
    ]
  }

  static func ledger(
    _ tables: [Table], _ settings: [String: SettingText] = [:]
  ) throws -> Table {
    var inputs = Inputs()
    for table in tables { inputs = try inputs.wiring(table, to: Ledger.tables) }
    let given: [String: SettingText] = ["printed": .file("printed.csv")]
    return try Ledger.answer(
      given.merging(settings) { $1 }, inputs, files: ["printed.csv": Array(printed.utf8)])
  }

  static func page() throws -> Page {
    let tables = try tables()
    let counts: [String: SettingText] = ["list": "counts", "title": "Verdicts"]
    var inputs = try Inputs().wiring(ledger(tables, counts), to: Report.tables)
      .wiring(ledger(tables), to: Report.tables)
    for table in tables { inputs = try inputs.wiring(table, to: Report.tables) }
    return try Report.page(["title": "Every printed figure"], inputs)
  }

  @Test func `every row leads to the table that holds it, and shows what to type`() throws {
    let html = try Self.page().html
    for (place, title) in [
      (3, "Flip rates beside Table 2"), (4, "Condition numbers"), (5, "Accuracies"),
    ] {
      #expect(html.contains("<a href=\"#table-\(place)\">\(title)</a>"))
      #expect(html.contains("<figure class=\"table\" id=\"table-\(place)\">"))
    }
    #expect(html.contains("<code>malleus run Pipelines/paper/table-2.yaml</code>"))
  }

  @Test func `every verdict has a shape of its own beside its words`() throws {
    let html = try Self.page().html
    for (mark, words) in [
      ("full", "agrees within the interval"), ("half", "ordering holds, size differs"),
      ("part", "measured on a labelled subset"), ("cross", "ordering does not hold"),
      ("barred", "cannot be as printed"), ("empty", "not measured"),
    ] {
      #expect(html.contains("class=\"mark mark-\(mark)\""), "\(mark)")
      #expect(html.contains("</svg><span>\(words)</span>"), "\(words)")
    }
  }

  @Test func `rows of a ledger stand below their places, each with digits of its own`() throws {
    let html = try Self.page().html
    #expect(html.contains(">Section 5.2<div class=\"note\">data: all, as in the paper · "))
    // Three ways of measuring, each under its own note.
    #expect(html.components(separatedBy: "scope=\"rowgroup\">Table 6<div").count == 4)
    #expect(html.contains("<td class=\"number\">9.1 ± 1.1</td>"))
    #expect(html.contains("<td class=\"number\">4.50×10¹⁶</td>"))
    #expect(!html.contains("5/kappa</td>"), "ids stay in the files")
  }

  @Test func `a comparison says its protocol once, below`() throws {
    let html = try Self.page().html
    #expect(html.contains("500 epochs, 3 seeds, the attention context recomputed."))
    #expect(html.contains("Measured on 2,000 rows, 20 epochs."))
    #expect(html.contains("A property of the data, without seeds or training."))
  }

  @Test(
    .enabled(
      if: ReportGalleryTests.folder != nil, "Set MALLEUS_GALLERY to a folder to write the page."))
  func `the ledger is written for looking at`() throws {
    let folder = URL(filePath: try #require(ReportGalleryTests.folder))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(Self.page().html.utf8).write(to: folder.appending(path: "ledger.html"))
  }
}
