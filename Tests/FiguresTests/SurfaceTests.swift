import Figures
import Testing

@Suite struct SurfaceTests {
  private static func chart(_ values: [[Double]], panels: Int = 1) -> Chart {
    let places = values.indices.map { Double($0) - Double(values.count - 1) / 2 }
    return Chart(
      title: "t",
      content: .surface(
        Surface(
          (0..<panels).map { Surface.Panel("panel \($0)", values: values) }, places: places,
          xHeading: "first", yHeading: "second", valueHeading: "height", center: "middle")))
  }

  private static let bowl: [[Double]] = (0..<21).map { (row: Int) -> [Double] in
    (0..<21).map { (column: Int) -> Double in
      let (x, y) = (Double(column - 10) / 10, Double(row - 10) / 10)
      return 1 + x * x + y * y
    }
  }

  @Test func `a bowl has closed bands, each inside the one below`() {
    let text = svg(Self.chart(Self.bowl))
    let check = XMLCheck(text)
    #expect(check.isWellFormed)
    // Levels 1.2, 1.4, … 2.8 in both drawings; the highest reach only the four corners.
    #expect(check.count(ofClass: "band") == 2 * 9)
    #expect(check.count(ofClass: "center") == 2)
    #expect(text.contains("21 × 21 places"))
  }

  @Test func `levels in equal steps are named at equal distances, with the same decimals`() {
    // 0.16, 0.18, … 0.42: more than find room, and of two lengths.
    let values = Self.bowl.map { row in
      row.map { (value: Double) -> Double in 0.15 + 0.14 * (value - 1) }
    }
    let text = svg(Self.chart(values, panels: 2))
    let names = text.matches(of: /<text x="([0-9.]+)" y="45"[^>]*>(0\.[0-9]+)</)
      .map { (place: Double($0.output.1) ?? 0, label: $0.output.2) }
    #expect(names.allSatisfy { $0.label.count == 4 })
    // The wide drawing's, then the narrow one's.
    let split = (names.indices.dropFirst().first { names[$0].place < names[$0 - 1].place }) ?? 0
    #expect(split > 4 && names.count - split > 2)
    for places in [names[..<split], names[split...]] {
      let steps = zip(places, places.dropFirst()).map { $1.place - $0.place }
      #expect(steps.allSatisfy { abs($0 - steps[0]) < 0.2 && $0 > 30 })
    }
  }

  @Test func `panels share their levels and stand side by side, or one below the other`() {
    let check = XMLCheck(svg(Self.chart(Self.bowl, panels: 3)))
    #expect(check.count(ofClass: "surface") == 2 * 3)
    #expect(check.count(ofClass: "band") == 2 * 9 * 3)
  }

  @Test func `values over several decades have levels in steps of factors`() {
    let steep: [[Double]] = Self.bowl.map { row in
      row.map { (value: Double) -> Double in value > 1 ? (value - 1) * 1000 : 0.5 }
    }
    let text = svg(Self.chart(steep))
    for level in ["1", "10", "100", "1000"] {
      #expect(text.contains("<title>height \(level)</title>"))
    }
  }

  @Test(
    arguments: [
      [], [[1]], [[1, 1], [1, 1]], [[.nan, 1], [2, .infinity]], [[1], [2, 3]],
      [[1, -1, 1], [-1, 1, -1], [1, -1, 1]], [[5e-324, 1e300], [-1e300, 1]],
      [[1e-320, 1e308], [3, 4]],
    ] as [[[Double]]])
  func `odd surfaces neither trap nor write numbers that are not`(values: [[Double]]) {
    let text = svg(Self.chart(values))
    #expect(XMLCheck(text).isWellFormed)
    #expect(!text.contains("nan") && !text.contains("inf\""))
  }

  @Test func `the numbers behind a surface are a line for every place`() {
    let table = TableView(Self.chart([[1, 2], [3, 4]], panels: 2))
    #expect(table.rows.count == 8)
    #expect(table.columns.map(\.name) == ["panel", "first", "second", "height"])
  }
}
