import Foundation
import Pipeline
import Stages
import Testing

/// The file of every figure that the paper prints.
@Suite struct PrintedFileTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Pipelines/paper/printed.csv").standardizedFileURL

  /// The manifests that measure printed figures.
  static let manifests: Set = [
    "table-1.yaml", "table-2.yaml", "table-3.yaml", "table-4.yaml", "table-6.yaml",
    "five-classes.yaml", "figure-2b.yaml", "figure-3.yaml", "figure-4.yaml", "figure-5.yaml",
    "spectra.yaml", "checks.yaml", "bounds.yaml", "fashion-mnist.yaml",
  ]

  /// The file as a ledger lists it when nothing is measured.
  func ledger() throws -> Table {
    let bytes = try Array(Data(contentsOf: Self.file))
    let wiring = Wiring(stage: "Ledger", ports: ["tables": []])
    let settings = [NamedSetting("printed", .file("printed.csv")), NamedSetting("rerun", "")]
    let stage = try StageType(Ledger.self).prepare(settings, wiring: wiring).get().stage
    let context = Context(open: { _ in .success(bytes) })
    return try #require(stage as? Ledger).run(Inputs(), in: context)
  }

  @Test func `every figure has an id of its own, a place, a claim and a form that is understood`()
    throws
  {
    let table = try ledger()
    let ids = try #require(table["figure"]?.values.texts)
    let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
    #expect(ids.count == lines.count - 1, "a line without a figure")
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0 != nil })
    for name in ["where", "claim"] {
      #expect(table[name]?.values.texts.allSatisfy { $0 != nil } == true, "\(name)")
    }
    let claims = try #require(table["claim"]?.values.texts)
    #expect(Set(claims).count == claims.count, "two figures make one claim")
  }

  @Test func `every table of the paper is there in full`() throws {
    let places = try #require(try ledger()["where"]?.values.texts).compactMap { $0 }
    let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts["Table 1"] == 12)
    #expect(counts["Table 2"] == 12)
    #expect(counts["Table 3"] == 12)
    #expect(counts["Table 4"] == 8)
    // Twelve rows of seven accuracies; of its flip rates, those that Table 4 does not have.
    #expect(counts["Table 6"] == 12 * 7 + 4)
    #expect(counts["Section A.8"] == 4)
  }

  @Test func `every figure names a manifest that is there`() throws {
    let commands = try #require(try ledger()["command"]?.values.texts)
    let named = Set(commands.compactMap { $0 })
    #expect(named.subtracting(Self.manifests) == [])
    let folder = Self.file.deletingLastPathComponent()
    let missing = named.filter {
      !FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
    #expect(missing.sorted() == [], "manifests named in printed.csv")
  }
}
