import Foundation
import Testing

/// What `Examples/` teaches must work as it stands.
@Suite struct ExamplesTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples")

  static let manifests = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  /// Those that start a Python of the system.
  static let withPython = manifests.filter {
    (try? String(contentsOf: folder.appending(path: $0), encoding: .utf8))?.contains("[python3,")
      ?? false
  }

  @Test func `there are examples, the smallest first`() {
    #expect(Self.manifests.count >= 3)
    #expect(Self.manifests.first == "1-influence.yaml")
  }

  @Test(arguments: manifests.filter { !withPython.contains($0) })
  func `an example runs, and again from what is known`(name: String) throws {
    try runTwice(name)
  }

  @Test(
    .enabled(
      if: ["/usr/local/bin", "/usr/bin", "/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/python3")
      }, "needs python3 in /usr/local/bin, /usr/bin or /bin"), arguments: withPython)
  func `an example in Python runs, and again from what is known`(name: String) throws {
    try runTwice(name)
  }

  /// With drawn digits for MNIST, and at a fraction of its size.
  @Test func `the experiment that README.md shows runs`() throws {
    let root = Self.folder.deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(readme.firstMatch(of: /```yaml\n([^`]*)```/)).1
    let manifest = block.replacing(
      /\{use: LoadIDX[^}]*\}/, with: "{use: SyntheticDigits, count: 30}"
    )
    .replacing("width: 1024, epochs: 20", with: "width: 8, epochs: 1")
    .replacing("include: Pipelines", with: "include: \(root.path)/Pipelines")
    let bench = try Bench()
    try bench.write("readme.yaml", String(manifest))
    let end = try bench.start(
      ["run", "readme.yaml", "--set", "epsilon=0.2"], tool: "malleus"
    ).wait()
    #expect(end.status == 0, "\(end.errors)")
    #expect(bench.read("out/readme/table/table.csv")?.contains("flip rate, per-test") == true)
  }

  private func runTwice(_ name: String) throws {
    let bench = try Bench()
    let file = Self.folder.appending(path: name).path
    let arguments = ["run", file, "--store", bench.path("store"), "--out", bench.path("out")]
    let first = try bench.start(arguments, tool: "malleus").wait()
    #expect(first.status == 0, "\(first.errors)")
    let again = try bench.start(arguments, tool: "malleus").wait()
    #expect(again.output.contains("\n0 computed, ") || again.output.hasPrefix("0 computed, "))
  }
}
