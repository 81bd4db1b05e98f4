import Figures
import Testing

@Suite struct PageTests {
  static let html = GalleryPage.page.html()

  @Test func `a page loads nothing and runs nothing`() {
    #expect(Self.html.contains("default-src 'none'"))
    for mark in ["<script", "<link", "@import", "src=\"http", "url(http"] {
      #expect(!Self.html.contains(mark))
    }
  }

  @Test func `no two elements of a page share an id`() {
    let full = adding(surroundings: GalleryPage.surroundings, toPage: Self.html)
    let ids = full.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(ids.count > 20)
    #expect(Set(ids).count == ids.count)
  }

  @Test func `the same chart can stand on a page twice`() {
    let page = PageView(
      title: "T", sections: [.chart(GalleryCharts.flipRates), .chart(GalleryCharts.flipRates)])
    let ids = page.html().split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
  }

  @Test func `references inside a drawing lead to ids of the page`() {
    let ids = Set(
      Self.html.split(separator: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) })
    for mark in ["url(#", "href=\"#", "aria-labelledby=\"", "aria-describedby=\""] {
      for reference in Self.html.split(separator: mark).dropFirst() {
        #expect(ids.contains(String(reference.prefix { !"\")".contains($0) })))
      }
    }
  }

  @Test func `a named section stands where the text names it, and only there`() throws {
    let page = PageView(
      title: "T", body: "before\n\n{{numbers}}\n\nafter\n\n{{numbers}}",
      sections: [
        .init(name: "numbers", .table(TableView(columns: [.init("c")], rows: [[.text("cell")]])))
      ])
    let html = page.html()
    let place = try #require(html.firstRange(of: "<td")).lowerBound
    #expect(try #require(html.firstRange(of: "before")).lowerBound < place)
    #expect(place < (try #require(html.firstRange(of: ">after<"))).lowerBound)
    #expect(html.split(separator: "<td").count == 2)
    #expect(html.contains("<code>{{numbers}}</code>"))
  }

  @Test func `every setting of the lineage is on the page`() {
    for step in GalleryPage.page.lineage {
      #expect(Self.html.contains("<strong>\(step.stage)</strong>"))
      for setting in step.settings {
        #expect(Self.html.contains("<dt>\(setting.name)</dt><dd><code>\(setting.value)</code>"))
      }
    }
    #expect(Self.html.contains("2 settings left at the default"))
  }

  @Test func `variants of a node are one line of the timings`() {
    let timings = [
      Surroundings.Timing(node: "a[seed=1]", stage: "A", status: .computed, seconds: 1),
      Surroundings.Timing(
        node: "b", stage: "B", status: .computed, seconds: 2, peakBytes: 1 << 20,
        promisedBytes: 7 << 20),
      Surroundings.Timing(node: "a[seed=2]", stage: "A", status: .reused),
      Surroundings.Timing(node: "a[seed=3]", stage: "A", status: .computed, seconds: 1.5),
    ]
    let sums = adding(surroundings: Surroundings(timings: timings), toPage: Self.html)
    let cells = ["a", "A", "2 computed, 1 reused"].map {
      "<td class=\"words\(term($0))\">\($0)</td>"
    }
    #expect(sums.contains(cells.joined() + "<td class=\"number\">2.50</td>"))
    #expect(!sums.contains("seed=1"))
    let memory = ["2.00", "1", "7"].map { "<td class=\"number\">\($0)</td>" }
    #expect(sums.contains(memory.joined()))
  }

  private func term(_ text: String) -> String { text.count > 14 ? "" : " term" }

  @Test func `surroundings are filled in, replaced, and left out of other pages`() {
    let first = adding(surroundings: Surroundings(command: "malleus run <a>"), toPage: Self.html)
    #expect(first.contains("<code>malleus run &lt;a&gt;</code>"))
    #expect(first.contains("href=\"#the-run\""))
    let second = adding(surroundings: GalleryPage.surroundings, toPage: first)
    #expect(second == adding(surroundings: GalleryPage.surroundings, toPage: Self.html))
    #expect(!second.contains("&lt;a&gt;"))
    #expect(adding(surroundings: GalleryPage.surroundings, toPage: "<p>x</p>") == "<p>x</p>")
  }

  @Test(arguments: GalleryCharts.all.map(\.name))
  func `drawings of this room become part of the page`(name: String) throws {
    let chart = try #require(GalleryCharts.all.first { $0.name == name }?.chart)
    let html = PageView(title: "T", sections: [.chart(chart)]).html()
    #expect(html.contains("<svg ") && !html.contains("<img "))
  }

  @Test(
    arguments: [
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
      "<svg onload=\"alert(1)\"></svg>", "not a drawing",
      svg(GalleryCharts.curves).replacing("<defs>", with: "<defs><script>alert(1)</script>"),
      svg(GalleryCharts.curves).replacing("<defs>", with: "<defs><style>*{color:red}</style>"),
      svg(GalleryCharts.curves).replacing("<defs>", with: "<defs onclick=\"x\">"),
      svg(GalleryCharts.curves).replacing("</style>", with: "*{color:red}</style>"),
      svg(GalleryCharts.examples).replacing("href=\"#", with: "href=\"https://a.org/#"),
      svg(GalleryCharts.curves).replacing("<defs>", with: "<defs><a href=\"https://a.org\">"),
      svg(GalleryCharts.curves).replacing("<defs>", with: "<defs><!-- <script> -->"),
      // Swift takes a mark with an accent on it for one other character, a browser for the mark.
      svg(GalleryCharts.curves).replacing(
        "<defs>", with: "<defs><g id=\"a\"\u{301}>\u{301}<meta name=x>\u{301}<g x=\"></g>"),
    ])
  func `foreign drawings are sealed in an image`(drawing: String) {
    let page = PageView(
      title: "T", sections: [.init(.figure(svg: drawing, caption: "\"quoted\" <b>"))])
    let html = page.html()
    #expect(
      html.contains("<img alt=\"&quot;quoted&quot; &lt;b&gt;\" src=\"data:image/svg+xml;base64,"))
    #expect(!html.contains("<script") && !html.contains("onload") && !html.contains("onclick"))
  }

  @Test func `a page has equal bytes every time`() {
    #expect(GalleryPage.page.html() == Self.html)
  }
}
