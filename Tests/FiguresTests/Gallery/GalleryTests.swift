import Figures
import Foundation
import Testing

/// Writes what the room can draw into the folder named by `MALLEUS_GALLERY`, to be looked at.
@Suite struct GalleryTests {
  static let folder = ProcessInfo.processInfo.environment["MALLEUS_GALLERY"]

  @Test(.enabled(if: folder != nil, "Set MALLEUS_GALLERY to a folder to write the gallery."))
  func `the gallery is written for looking at`() throws {
    let folder = URL(filePath: try #require(Self.folder))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, chart) in GalleryCharts.all {
      let text = svg(chart)
      try Data(text.utf8).write(to: folder.appending(path: "\(name).svg"))
    }
    let page = PageView(
      title: "Charts", sections: GalleryCharts.all.map { .chart($0.chart) })
    try Data(page.html().utf8).write(to: folder.appending(path: "charts.html"))
    let report = adding(surroundings: GalleryPage.surroundings, toPage: GalleryPage.page.html())
    try Data(report.utf8).write(to: folder.appending(path: "report.html"))
    let large = svg(GraphTests.random(nodes: 45, seed: 50))
    try Data(large.utf8).write(to: folder.appending(path: "graph-large.svg"))
    try Data(svg(GalleryPage.graph).utf8).write(to: folder.appending(path: "graph.svg"))
  }
}
