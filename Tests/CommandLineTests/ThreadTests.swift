import Foundation
import Testing

/// The same bits on one core and on many, for every stage, on more rows than one block of a loop takes.
@Suite struct `However many cores there are` {
  /// Stages that read files or lay out what others computed.
  static let others: Set = [
    "Compare", "Ledger", "LoadCIFAR", "LoadIDX", "LoadNPY", "LoadNetwork", "Plot", "Program",
    "Report", "Summarize", "Trend",
  ]

  static let manifest = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "threads.yaml").path

  @Test func `every stage that computes is tried`() throws {
    let bench = try Bench()
    let listed = try bench.start(["stages"], tool: "malleus").wait().output
    let stages = Set(listed.split(separator: "\n").compactMap { $0.split(separator: " ").first })
    let text = try String(contentsOfFile: Self.manifest, encoding: .utf8)
    let used = Set(text.matches(of: /use: (\w+)/).map(\.1))
    #expect(stages.count > 40)
    #expect(
      stages.subtracting(used) == Set(Self.others.map { $0[...] }),
      "give a new stage a line in threads.yaml")
  }

  @Test func `artifacts are the same to the last bit`() throws {
    let bench = try Bench()
    var objects: [Set<String>] = []
    for cores in ["1", "2", "7"] {
      let arguments = ["run", Self.manifest, "--jobs", cores, "--store", "s\(cores)", "--out", "o"]
      let end = try bench.start(arguments + ["--quiet"], tool: "malleus").wait()
      #expect(end.status == 0, "\(end.errors)")
      // An object's name is the digest of its content.
      let paths = try FileManager.default.subpathsOfDirectory(
        atPath: bench.path("s\(cores)/objects"))
      objects.append(Set(paths.filter { $0.split(separator: "/").count == 2 }))
    }
    #expect(objects[0].count > 55)
    #expect(objects[1] == objects[0])
    #expect(objects[2] == objects[0])
  }
}
