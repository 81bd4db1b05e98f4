import Figures
import Testing

@Suite struct ChartTests {
  static let hostile = "<script>alert(1)</script> & \"quoted\" 'too' ]]> \u{0}\u{1B}"

  @Test(arguments: GalleryCharts.all.map(\.name))
  func `every kind of chart is well-formed, named, described and has ids of its own`(
    name: String
  ) throws {
    let chart = try #require(GalleryCharts.all.first { $0.name == name }?.chart)
    let check = XMLCheck(svg(chart))
    #expect(check.isWellFormed)
    #expect(check.elements.prefix(3) == ["svg", "title", "desc"])
    #expect(check.text.contains(chart.title))
    #expect(Set(check.ids).count == check.ids.count)
  }

  @Test(arguments: GalleryCharts.all.map(\.name))
  func `equal charts have equal bytes`(name: String) throws {
    let chart = try #require(GalleryCharts.all.first { $0.name == name }?.chart)
    let copy = chart
    #expect(svg(chart) == svg(copy))
  }

  @Test func `different charts share no id`() {
    let ids = GalleryCharts.all.flatMap { XMLCheck(svg($0.chart)).ids }
    #expect(Set(ids).count == ids.count)
  }

  static let hostileCharts: [Chart.Content] =
    Plot.Kind.allCases.map { kind in
      .plot(
        Plot(
          kind, x: Axis(hostile, unit: hostile), y: Axis(hostile, unit: hostile),
          series: [
            Series(hostile, [Point(hostile, 1, low: 0, high: 2), Point("b", 2)]),
            Series(hostile, [Point("b", 2)], origin: .printed),
          ], references: [ReferenceLine(at: 1, label: hostile)], intervalMeaning: hostile))
    } + [
      .heatmap(
        Heatmap(
          rows: [hostile], columns: [hostile], values: [[1]], rowHeading: hostile,
          columnHeading: hostile, valueHeading: hostile)),
      .images(ImageGrid([Picture(width: 1, height: 1, pixels: [9], caption: hostile)])),
    ]

  @Test(arguments: hostileCharts)
  func `no text of a chart becomes markup`(content: Chart.Content) {
    let text = svg(
      Chart(title: Self.hostile, subtitle: Self.hostile, caption: Self.hostile, content: content))
    let check = XMLCheck(text)
    #expect(check.isWellFormed)
    #expect(!check.elements.contains("script"))
    #expect(check.text.contains("alert(1)"))
  }

  @Test func `the intervals of a bar chart are drawn, and missing bars say so`() {
    let bars = plot(
      .bar,
      [
        Series("a", [Point("x", 1, low: 0.5, high: 1.5), Point("y", .nan), Point("z", 2)]),
        Series("b", [Point("x", 1, low: 0.5, high: 1.5), Point("y", 3, low: 2, high: 4)]),
      ])
    let check = XMLCheck(svg(bars))
    // Three in each of the two drawings, and one in each legend.
    #expect(check.count(ofClass: "interval") == 2 * (3 + 1))
    #expect(check.count(ofClass: "missing") == 2)
    #expect(check.text.contains("1 value is missing and left out."))
  }

  @Test(
    arguments: [
      ([1.0, 2, 3, 4], 1), ([1, .nan, 3, 4], 1), ([1, 2, .nan, 3, 4], 2),
      ([.nan, 1, .infinity, 4], 0),
    ])
  func `a line breaks where a value is missing, and so does its band`(
    values: [Double], stretches: Int
  ) {
    let points = values.enumerated().map {
      Point(Double($0.offset), $0.element, low: $0.element - 0.1, high: $0.element + 0.1)
    }
    let check = XMLCheck(svg(plot(.line, [Series("a", points), Series("b", [Point(0.0, 1)])])))
    #expect(check.count(ofClass: "band") == 2 * stretches)
  }

  @Test func `an interval without neighbours is a bar of its own`() {
    let points = [
      Point(1.0, 1, low: 0, high: 2), Point(2.0, 2), Point(3.0, 3, low: 2, high: 4),
      Point(4.0, 3, low: 2, high: 4), Point(5.0, 3), Point(6.0, 1, low: 0, high: 2),
    ]
    let check = XMLCheck(svg(plot(.line, [Series("a", points), Series("b", [Point(1.0, 1)])])))
    #expect(check.count(ofClass: "band") == 2)
    #expect(check.count(ofClass: "interval") == 2 * 2)
  }

  @Test func `values that a logarithmic axis cannot show are counted below the drawing`() {
    let chart = plot(
      .scatter, [Series("a", [Point(1.0, 1), Point(2.0, 0), Point(3.0, -4), Point(4.0, 100)])],
      y: Axis("y", scale: .log10))
    #expect(XMLCheck(svg(chart)).text.contains("2 values are outside the axes"))
  }

  /// Points over six words, at few heights, and the square of how close two of them may come.
  @Test(arguments: [(5, 80.0), (20, 48), (60, 15.9)])
  func `free points over words stand side by side, closer where they are many`(
    points: Int, apart: Double
  ) {
    let words = ["a", "b", "c", "d", "e", "f"]
    let values = words.flatMap { word in
      (0..<points).map { Point(word, 50 + Double(7 * $0 % 11)) }
    }
    let drawings = svg(plot(.scatter, [Series("one", values)])).split(separator: "class=\"narrow\"")
    #expect(drawings.count == 2)
    let places = drawings[0].matches(of: /d="M([0-9.]+) ([0-9.]+)a3\.9[^"]*"><title>/)
      .compactMap { match in Double(match.1).flatMap { x in Double(match.2).map { (x, $0) } } }
    #expect(places.count == values.count)
    for (index, a) in places.enumerated() {
      for b in places.dropFirst(index + 1) {
        #expect((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1) > apart)
      }
    }
  }

  @Test func `printed series are hollow, dashed and explained once`() {
    let chart = plot(
      .line,
      [
        Series("a", [Point(1.0, 1), Point(2.0, 2)]), Series("b", [Point(1.0, 2), Point(2.0, 3)]),
        Series("a", [Point(1.0, 1.2), Point(2.0, 2.2)], origin: .printed),
      ])
    let text = svg(chart)
    let check = XMLCheck(text)
    #expect(check.count(ofClass: "hollow") == 2 * (2 + 1))
    #expect(text.contains("stroke-dasharray=\"4 3\""))
    #expect(text.components(separatedBy: ">printed in the paper<") == 3)
  }

  @Test func `charts without any finite value are still drawn`() {
    for kind in Plot.Kind.allCases {
      for scale in Scale.Kind.allCases {
        let empty = plot(kind, [Series("a", [Point(1.0, .nan)])], y: Axis("y", scale: scale))
        #expect(XMLCheck(svg(empty)).isWellFormed)
        #expect(XMLCheck(svg(plot(kind, [], y: Axis("y", scale: scale)))).isWellFormed)
      }
    }
    let nothing = Heatmap(rows: [], columns: [], values: [])
    #expect(XMLCheck(svg(Chart(title: "", content: .heatmap(nothing)))).isWellFormed)
    #expect(XMLCheck(svg(Chart(title: "", content: .images(ImageGrid([]))))).isWellFormed)
  }

  @Test(
    arguments: [1e-310, 5e-324, 3e-300, 9e299, 1e300, .greatestFiniteMagnitude, -1e300, 0]
      as [Double],
    Scale.Kind.allCases)
  func `extreme values neither trap nor write numbers that are not`(
    value: Double, scale: Scale.Kind
  ) {
    let axis = Axis("y", scale: scale)
    let text = svg(plot(.line, [Series("a", [Point(1.0, value), Point(2.0, value / 3)])], y: axis))
    #expect(XMLCheck(text).isWellFormed)
    #expect(!text.contains("\"nan") && !text.contains("inf\""))
  }

  private func plot(_ kind: Plot.Kind, _ series: [Series], y: Axis = Axis("y")) -> Chart {
    Chart(title: "t", content: .plot(Plot(kind, x: Axis("x"), y: y, series: series)))
  }
}

extension String {
  fileprivate func components(separatedBy mark: String) -> Int { split(separator: mark).count }
}
