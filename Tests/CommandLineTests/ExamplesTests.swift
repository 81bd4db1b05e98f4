import Foundation
import Testing

/// What `Examples/` teaches must work as it stands.
@Suite struct ExamplesTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples")

  static let manifests = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test func `there are examples, the smallest first`() {
    #expect(Self.manifests.count >= 3)
    #expect(Self.manifests.first == "1-influence.yaml")
  }

  @Test(arguments: manifests)
  func `an example runs, and again from what is known`(name: String) throws {
    let bench = try Bench()
    let file = Self.folder.appending(path: name).path
    let arguments = ["run", file, "--store", bench.path("store"), "--out", bench.path("out")]
    let first = try bench.start(arguments, tool: "malleus").wait()
    #expect(first.status == 0, "\(first.errors)")
    let again = try bench.start(arguments, tool: "malleus").wait()
    #expect(again.output.contains("\n0 computed, ") || again.output.hasPrefix("0 computed, "))
  }
}
