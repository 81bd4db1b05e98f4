import Foundation
import Pipeline
import Stages
import Testing

/// Heatmaps whose rows and columns are made of several keys.
@Suite struct AtlasTests {
  /// Ratios for every reading of a protocol, some of them undefined, in an order that does not keep groups together.
  static var ratios: Table {
    var keys: [[String]] = []
    for rows in ["all rows", "top tenth"] {
      for recompute in ["context frozen", "context recomputed", "kernel recomputed"] {
        for space in ["pixels", "unit rows", "standardized", "attention features", "raw bytes"] {
          for attack in ["fgsm", "pgd", "mim", "random-sign"] {
            for aggregation in ["per-test", "mean", "pooled"] {
              keys.append([space, recompute, rows, attack, aggregation])
            }
          }
        }
      }
    }
    let values = keys.indices.map { index -> Double? in
      let noise = Double((index * 7919 + 13) % 997) / 997
      if index % 41 == 7 { return nil }
      return noise < 0.02
        ? 0 : 0.12 * (1 + noise * 9) * (1 + noise * 9) * (keys[index][3] == "pgd" ? 1.6 : 0.7)
    }
    let names = ["space", "recompute", "rows", "attack", "aggregation"]
    return Table(
      "ratios",
      columns: names.indices.map { place in .text(names[place], keys.map { $0[place] }) } + [
        .number("over baseline", values)
      ])
  }

  static func atlas(_ settings: [String: SettingText] = [:]) throws -> Figure {
    let chosen: [String: SettingText] = [
      "kind": "heatmap", "x": ["attack", "aggregation"], "y": "over baseline",
      "series": ["space", "recompute", "rows"], "centre": "1", "log": "values",
      "title": "Flip rate of MLP-Attn over that of 2L-ReLU, by reading of the protocol",
    ]
    let all = chosen.merging(settings) { $1 }
    return try Plot.answer(all, Inputs().wiring(ratios, to: Plot.tables))
  }

  @Test func `thirty rows and twelve columns stand in groups`() throws {
    let svg = try Self.atlas().svg
    #expect(svg.contains("Heatmap of 30 rows and 12 columns"))
    // Each space once in the wide drawing, though its rows are not neighbours in the table.
    #expect(svg.ranges(of: ">pixels</text>").count == 1)
    #expect(svg.ranges(of: ">mim</text>").count == 2)
    #expect(svg.contains("<title>pixels, context frozen, top tenth, fgsm, per-test: "))
  }

  @Test func `the table of the drawing keeps every key`() throws {
    let header = try Self.atlas().data.prefix { $0 != "\n" }
    #expect(header == "space,recompute,rows,attack,aggregation,over baseline")
  }

  @Test(
    arguments: [
      (["x": ["a", "b"], "kind": "bar"], "only a heatmap joins several columns; name one"),
      (
        ["x": "a", "kind": "heatmap", "log": "x"],
        "a heatmap has no axes of numbers; use log: values"
      ),
      (["x": "a", "log": "values"], "only a heatmap has values in colours; use x, y or both"),
      (
        ["x": "a", "kind": "heatmap", "log": "values", "centre": "0"],
        "factors have no place for 0.0; use a centre above 0"
      ),
    ] as [([String: SettingText], String)])
  func `settings that do not go together are faults of the plan`(
    settings: [String: SettingText], message: String
  ) {
    let given = settings.sorted { $0.key < $1.key }.map { NamedSetting($0.key, $0.value) }
    let wiring = Wiring(stage: "Plot", ports: ["tables": []])
    guard case .failure(let faults) = StageType(Plot.self).prepare(given, wiring: wiring) else {
      Issue.record("no fault")
      return
    }
    #expect(faults.faults.map(\.message) == [message])
  }

  @Test(
    .enabled(
      if: ReportGalleryTests.folder != nil, "Set MALLEUS_GALLERY to a folder to write the atlas."))
  func `the atlas is written for looking at`() throws {
    let folder = URL(filePath: try #require(ReportGalleryTests.folder))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(Self.atlas().svg.utf8).write(to: folder.appending(path: "atlas.svg"))
    let page = try Report.page(
      ["title": "Atlas"], Inputs().wiring(Self.atlas(), to: Report.figures))
    try Data(page.html.utf8).write(to: folder.appending(path: "atlas.html"))
  }
}
