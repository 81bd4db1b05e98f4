import Figures
import Testing

@Suite struct HeatmapTests {
  /// Ratios from 1/8 to 8 in two groups of rows and two of columns.
  static var atlas: Heatmap {
    var map = Heatmap(
      rows: ["all", "tenth", "all"], columns: ["mean", "pooled", "mean"],
      values: [[0.125, 1, 8], [2, .nan, 0], [0.5, 1.25, 4]], valueHeading: "Ratio",
      colours: .diverging(around: 1), digits: .significant(3))
    map.rowGroups = [["pixels", "frozen"], ["pixels", "frozen"], ["features", "frozen"]]
    map.columnGroups = [["fgsm"], ["fgsm"], ["pgd"]]
    map.scale = .log10
    return map
  }

  static let drawing = svg(Chart(title: "Atlas", content: .heatmap(atlas)))

  func fill(_ name: String, in drawing: String = drawing) throws -> String {
    let end = try #require(drawing.firstRange(of: "<title>\(name)</title>")?.lowerBound)
    let start = try #require(drawing[..<end].ranges(of: "fill=\"").last?.upperBound)
    return String(drawing[start...].prefix { $0 != "\"" })
  }

  @Test func `factors as far above the centre as below have the ends of the two hues`() throws {
    #expect(try fill("pixels, frozen, all, fgsm, mean: 0.125") == "#16437e")
    #expect(try fill("pixels, frozen, all, pgd, mean: 8") == "#8c3d08")
    #expect(try fill("pixels, frozen, all, fgsm, pooled: 1") == "#f5f4f1")
  }

  @Test func `a zero has the colour of the low end, a missing value a pattern`() throws {
    #expect(try fill("pixels, frozen, tenth, pgd, mean: 0") == "#16437e")
    #expect(try fill("pixels, frozen, tenth, fgsm, pooled: –").hasPrefix("url(#"))
  }

  @Test func `the centre stands below the colours`() {
    // In the bar and in one cell, in the wide drawing and in the narrow one.
    #expect(Self.drawing.ranges(of: ">1</text>").count == 4)
  }

  @Test func `neighbours share the name of their group`() throws {
    // Once in the wide drawing; the narrow one has it in a line with the inner group.
    #expect(Self.drawing.ranges(of: ">pixels</text>").count == 1)
    #expect(Self.drawing.ranges(of: ">pixels, frozen</text>").count == 1)
    #expect(Self.drawing.ranges(of: ">fgsm</text>").count == 2)
    #expect(XMLCheck(Self.drawing).isWellFormed)
  }

  @Test func `narrow cells have fewer digits, or none`() {
    func drawing(columns: Int) -> String {
      let map = Heatmap(
        rows: ["a"], columns: (0..<columns).map { "c\($0)" },
        values: [(0..<columns).map { 10 + Double($0) / 8 }], digits: .significant(4))
      return svg(Chart(title: "", content: .heatmap(map)))
    }
    #expect(drawing(columns: 4).contains(">10.38</text>"))
    #expect(!drawing(columns: 24).contains(">10.38</text>"))
    #expect(drawing(columns: 24).contains(">10.4</text>"))
    #expect(drawing(columns: 80).ranges(of: "class=\"on-").isEmpty)
  }

  @Test func `the table of a map names groups and all`() {
    let table = TableView(Chart(title: "", content: .heatmap(Self.atlas)))
    #expect(table.columns.map(\.name) == ["row", "fgsm, mean", "fgsm, pooled", "pgd, mean"])
    #expect(table.rows[2].first == .text("features, frozen, all"))
  }
}
