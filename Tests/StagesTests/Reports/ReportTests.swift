import Pipeline
import Stages
import Testing

@Suite struct ReportTests {
  static let table = Table(
    "Rates",
    columns: [
      .text("model", ["relu", "relu", "attn", "attn"]), .text("attack", ["x", "y", "x", "y"]),
      .number("value", unit: "%", [4.04, 5, 20.2, 31]),
      .number("low", unit: "%", [3, 4, 18, 30]), .number("high", unit: "%", [5.08, 6, 22.4, 34]),
      .integer("averaged", [3, 3, 3, 3]),
    ])

  func page(_ tables: [Table], text: String = "", lineage: [LineageEntry] = []) throws -> Page {
    var inputs = Inputs()
    for table in tables { inputs = try inputs.wiring(table, to: Report.tables) }
    let settings: [String: SettingText] = text.isEmpty ? [:] : ["text": .file("report.md")]
    return try Report.page(settings, inputs, text: text, lineage: lineage)
  }

  @Test func `models stand side by side, with as many digits as the intervals support`() throws {
    let html = try page([Self.table]).html
    #expect(html.contains(#"<th scope="col" class="words">Attack</th>"#))
    #expect(html.contains(#"relu <span class="unit">(%)</span>"#))
    let row = #"<td class="words term">x</td><td class="number">4.0 ± 1.0</td>"#
    #expect(html.contains(row + #"<td class="number">20.2 ± 2.2</td>"#))
    #expect(html.contains(#"<td class="number">31.0 [30.0, 34.0]</td>"#))
    #expect(!html.contains("Averaged"))
  }

  @Test func `files beside the page keep every digit`() throws {
    let page = try page([Self.table, Self.table])
    #expect(page.tables.map(\.name) == ["rates", "rates-2"])
    #expect(page.tables[0].text == Self.table.csv)
  }

  @Test func `measures head groups of rows and each has digits of its own`() throws {
    let table = Table(
      "Distances",
      columns: [
        .text("measure", ["loss", "loss", "accuracy", "accuracy"]),
        .text("width", ["16", "64", "16", "64"]), .number("value", [0.000123, 0.000045, 0.912, 1]),
      ])
    let html = try page([table]).html
    #expect(
      html.contains(#"<tr class="group"><th colspan="2" scope="rowgroup">Accuracy</th></tr>"#))
    #expect(html.contains(#"<td class="number">1.23×10⁻⁴</td>"#))
    #expect(html.contains(#"<td class="number">0.912</td>"#))
    #expect(html.contains(#"<td class="number">1.000</td>"#))
  }

  @Test func `what would vanish keeps digits, what is huge takes a power of ten`() throws {
    let table = Table(
      "Sizes",
      columns: [
        .text("row", ["a", "b", "c", "d"]), .number("value", [30, 20, 0.0123, 4]),
        .number("low", [28, 18.5, 0.0103, 4]), .number("high", [32, 21.5, 0.0143, 4]),
        .number("bound", [1.234e30, 5e29, 1e31, nil]),
      ])
    let html = try page([table]).html
    for cell in [
      "30.0 ± 2.0", "20.0 ± 1.5", "0.012 ± 0.002", "4.0 ± 0.0", "0.12×10³¹", "1.00×10³¹", "–",
    ] { #expect(html.contains("<td class=\"number\">\(cell)</td>") == true, "\(cell)") }
  }

  @Test func `a key that never changes is said once`() throws {
    var table = Self.table
    table.columns.insert(.text("dataset", ["MNIST", "MNIST", "MNIST", "MNIST"]), at: 0)
    #expect(try page([table]).html.contains("Dataset MNIST."))
  }

  @Test func `tables of a sweep become one with the labels as columns`() throws {
    var inputs = Inputs()
    for seed in ["1", "2"] {
      inputs = try inputs.wiring(
        Self.table, to: Report.tables, labels: [Label(axis: "seed", value: seed)])
    }
    let page = try Report.page([:], inputs)
    #expect(page.tables.map(\.name) == ["rates"])
    #expect(page.tables[0].text.hasPrefix("seed,model,attack,value,low,high,averaged\n1,relu,x,"))
    #expect(page.tables[0].text.contains("\n2,attn,y,31.0,30.0,34.0,3\n"))
  }

  @Test func `two tables of one variant stay apart`() throws {
    var inputs = Inputs()
    for seed in ["1", "2", "1", "2"] {
      inputs = try inputs.wiring(
        Self.table, to: Report.tables, labels: [Label(axis: "seed", value: seed)])
    }
    let page = try Report.page([:], inputs)
    #expect(page.tables.count == 2)
    #expect(page.tables[0].text == page.tables[1].text)
  }

  @Test func `the text places tables, and what it does not place follows`() throws {
    let html = try page([Self.table, Self.table], text: "Before\n\n{{table-2}}\n\nAfter").html
    let parts = try ["<p>Before", "rates-2.csv", "<p>After", "\"rates.csv"].map {
      try #require(html.firstRange(of: $0)).lowerBound
    }
    #expect(parts == parts.sorted())
  }

  @Test func `a place that names nothing is an error with its line`() throws {
    let error = #expect(throws: StageError.self) {
      try page([Self.table], text: "Look:\n\n{{figure-1}}\n")
    }
    #expect(
      error?.message
        == "report.md, line 3: there is no table or figure ‘figure-1’; use one of table-1")
  }

  @Test func `nothing to report is a fault of the plan`() {
    let bare = StageType(Report.self).prepare([], wiring: Wiring(stage: "Report"))
    guard case .failure(let faults) = bare else {
      Issue.record("no fault")
      return
    }
    #expect(
      faults.faults.map(\.message) == [
        "there is nothing to report; wire ‘tables’ or ‘figures’, or give ‘text’"
      ])
  }

  @Test func `every setting upstream is told, swept ones with all their values`() throws {
    let page = try page([Self.table], lineage: SampleLineage.entries)
    let html = page.html
    for words in [
      "How this was measured", "fgsm · pgd · mim · random-sign", "1 · 2 · 3", "×24",
      "file \(Digest(hashing: "images").short)", "<dt>knob</dt>",
    ] { #expect(html.contains(words), "\(words)") }
    #expect(!html.contains(Digest(hashing: "images").hex))
    let settings = try #require(page.tables.first { $0.name == "settings" })
    let count = SampleLineage.entries.reduce(0) { $0 + $1.settings.count }
    #expect(settings.text.split(separator: "\n").count == count + 1)
  }

  @Test func `the place for what is known of the run stays empty`() throws {
    let html = try SampleReport.page().html
    #expect(html.contains("<!--malleus:surroundings--><!--/malleus:surroundings-->"))
    #expect(try SampleReport.page().html == html)
  }
}
