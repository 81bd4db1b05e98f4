import Foundation
import Testing

@Suite("CONTRIBUTING's example")
struct ContributingTests {
  @Test("is the stage that these tests compile and run")
  func verbatim() throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let root = here.appending(path: "../../..").standardizedFileURL
    let code = try String(contentsOf: here.appending(path: "Occlude.swift"), encoding: .utf8)
    let guide = try String(contentsOf: root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    #expect(guide.contains(code))
  }
}
