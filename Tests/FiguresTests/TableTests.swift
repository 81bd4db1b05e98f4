import Figures
import Testing

@Suite struct TableTests {
  static let table = TableView(
    title: "T",
    columns: [
      .init("name"), .init("n", .integer), .init("rate", unit: "%", .interval(decimals: 1)),
      .init("loss", .number()),
    ],
    rows: [
      [.text("a, \"b\""), .integer(-3), .interval(1, low: 0.5, high: 1.5), .number(0.1)],
      [.text("line\nbreak"), .missing, .interval(2, low: 1, high: 4), .number(.nan)],
      [.text(" spaced"), .integer(7)],
    ])

  @Test func `CSV quotes what would be misread and keeps every digit`() {
    let expected = """
      name,n,rate (%),"rate (%), low","rate (%), high",loss
      "a, ""b""\",-3,1,0.5,1.5,0.1
      "line\nbreak",,2,1,4,nan
      " spaced",7,,,,

      """.replacing("\n", with: "\r\n").replacing("line\r\nbreak", with: "line\nbreak")
    #expect(Self.table.csv() == expected)
  }

  @Test func `a group says once what its rows share`() {
    let note: [TableView.Cell] = [
      .text("2 < 3"), .link("Rates", to: "#table-1"), .code("malleus run a.yaml"),
    ]
    let view = TableView(
      columns: [.init("name")], rows: [[.text("a")], [.text("b")], [.text("c")]],
      groups: [.init("First", rows: 2, note: note), .init("Second", rows: 1)])
    let html = view.html()
    #expect(
      html.contains(
        "First<div class=\"note\">2 &lt; 3 · <a href=\"#table-1\">Rates</a> · <code>malleus run a.yaml</code></div></th>"
      ))
    #expect(html.contains(">Second</th>"))
  }

  @Test func `plain text lines up numbers at the right`() {
    let expected = """
      T
      name         n        rate (%)  loss
      ──────────  ──  ──────────────  ────
      a, "b"      −3       1.0 ± 0.5   0.1
      line break   –  2.0 [1.0, 4.0]     –
       spaced      7               –     –

      """
    #expect(Self.table.plainText() == expected)
  }

  @Test func `Markdown escapes what would be read as markup`() {
    let table = TableView(
      columns: [.init("a|b"), .init("n", .integer)],
      rows: [[.text("*x* | <b> `c`\n[l](u)"), .integer(1)]])
    #expect(
      table.markdown() == """
        | a\\|b | n |
        | --- | ---: |
        | \\*x\\* \\| \\<b\\> \\`c\\` \\[l\\](u) | 1 |

        """)
  }

  @Test func `HTML escapes titles, headings, units and cells`() {
    let text = ChartTests.hostile
    let html = TableView(
      title: text, caption: text, columns: [.init(text, unit: text)], rows: [[.text(text)]]
    ).html()
    #expect(!html.contains("<script"))
    #expect(html.split(separator: "&lt;script&gt;").count == 7)
    #expect(XMLCheck(html).isWellFormed)
  }

  @Test(arguments: [(10, 0), (25, 0), (26, 6), (100, 80)])
  func `long tables keep the rows beyond the fold`(rows: Int, folded: Int) {
    let table = TableView(
      columns: [.init("n", .integer)], rows: (0..<rows).map { [.integer($0)] })
    let html = table.html()
    #expect(html.contains("<details>") == (folded > 0))
    #expect(folded == 0 || html.contains("<summary>\(folded) more rows of \(rows)</summary>"))
    #expect(XMLCheck(html).elements.count { $0 == "td" } == rows)
  }

  @Test(arguments: GalleryCharts.all.map(\.name))
  func `the numbers behind a chart form a table`(name: String) throws {
    let chart = try #require(GalleryCharts.all.first { $0.name == name }?.chart)
    let table = TableView(chart)
    #expect(!table.rows.isEmpty)
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
  }
}
