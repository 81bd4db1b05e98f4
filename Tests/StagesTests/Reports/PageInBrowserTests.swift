import Foundation
import Stages
import Testing

/// A report in a real browser, on a telephone and on a desk.
@Suite struct PageInBrowserTests {
  /// What the page that watches the report found out, at one width.
  struct Findings: Decodable {
    var width: Int
    var scrollWidth: Int
    var resources: [String]
    var drawings: [[Double]]
    var tables: Int
    var wide: [String]
  }

  @Test(
    .enabled(
      if: Browser.found != nil,
      "There is no Chromium or Chrome here; name one in MALLEUS_BROWSER."))
  func `nothing is fetched, nothing overflows, and every drawing is seen`() throws {
    let browser = try #require(Browser.found)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "malleus-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = try SampleReport.page()
    try Data(page.html.utf8).write(to: folder.appending(path: "page.html"))
    let watcher = folder.appending(path: "watcher.html")
    try Data(Self.watcher.utf8).write(to: watcher)

    let (document, log) = try browser.document(of: watcher, in: folder)
    let complaints = log.split(separator: "\n").filter { $0.contains("CONSOLE") }
    #expect(complaints.isEmpty, "the console: \(complaints.joined(separator: "\n"))")
    for findings in try Self.findings(in: document) {
      let place = "at \(findings.width) pixels"
      #expect(findings.scrollWidth <= findings.width, "\(findings.wide) overflow \(place)")
      #expect(findings.resources == [], "fetched \(place)")
      #expect(findings.drawings.count == page.figures.count, "drawings \(place)")
      #expect(findings.drawings.allSatisfy { $0[0] > 100 && $0[1] > 100 }, "sizes \(place)")
      #expect(findings.tables >= 4, "tables \(place)")
    }
  }

  private static func findings(in document: String) throws -> [Findings] {
    let start = try #require(document.firstRange(of: "<pre id=\"findings\">")?.upperBound)
    let end = try #require(document[start...].firstRange(of: "</pre>")?.lowerBound)
    let findings = try JSONDecoder().decode(
      [Findings].self, from: Data(document[start..<end].utf8))
    #expect(findings.map(\.width) == [400, 1280])
    return findings
  }

  /// A page that shows the report in two frames and writes down what it sees.
  private static let watcher = """
    <!doctype html><meta charset="utf-8"><title>watcher</title>
    <iframe src="page.html" width="400" height="800" style="border:0"></iframe>
    <iframe src="page.html" width="1280" height="900" style="border:0"></iframe>
    <pre id="findings"></pre>
    <script>
    addEventListener("load", () => {
      const look = frame => {
        const page = frame.contentDocument, view = frame.contentWindow;
        const box = item => item.getBoundingClientRect();
        const root = page.scrollingElement;
        return {
          width: view.innerWidth, scrollWidth: root.scrollWidth,
          resources: view.performance.getEntriesByType("resource").map(entry => entry.name),
          drawings: [...page.querySelectorAll("svg.malleus-chart")]
            .map(item => [box(item).width, box(item).height]),
          tables: page.querySelectorAll("figure.table table").length,
          wide: [...page.querySelectorAll("main *")]
            .filter(item => box(item).right > view.innerWidth + 0.5 && !item.closest(".scroll"))
            .slice(0, 5).map(item => item.tagName + "." + item.className)
        };
      };
      const found = [...document.querySelectorAll("iframe")].map(look);
      document.getElementById("findings").textContent = JSON.stringify(found);
    });
    </script>
    """
}
