import Foundation
import Numerics
import Pipeline
import Stages
import Testing

/// What every stage promises, whoever wrote it.
@Suite struct CatalogContractTests {
  static let stages = Catalog.malleus.stages

  @Test(arguments: stages.map(\.name))
  func `a stage says what it does, where it comes from and what each setting means`(
    name: String
  ) throws {
    let stage = try #require(Catalog.malleus[name])
    #expect(stage.summary.hasSuffix(".") && stage.summary.count > 10, "summary")
    #expect(!stage.source.isEmpty, "source")
    #expect(stage.version >= 1)
    for setting in stage.settings { #expect(setting.summary.count > 3, "\(setting.name)") }
    for port in stage.inputs { #expect(port.summary.count > 3, "\(port.name)") }
    let names = stage.settings.map(\.name) + stage.inputs.map(\.name)
    #expect(Set(names).count == names.count, "a port and a setting share a name")
  }

  @Test(arguments: stages.map(\.name))
  func `the example's settings survive a round trip through their text`(name: String) throws {
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let wiring = Self.wiring(name, example)
    let first = try stage.prepare(example.settings, wiring: wiring).get()
    let again = try stage.prepare(first.settings, wiring: wiring).get()
    #expect(again.settings == first.settings)
  }

  @Test(arguments: stages.map(\.name))
  func `two runs, on one core, on two and on seven, give the same bytes`(name: String) throws {
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let first = try Self.run(stage, example, cores: 1)
    #expect(try Self.run(stage, example, cores: 1) == first)
    #expect(try Self.run(stage, example, cores: 2) == first)
    #expect(try Self.run(stage, example, cores: 7) == first)
  }

  @Test(arguments: stages.map(\.name))
  func `the artifact decoded from its parts has the same parts`(name: String) throws {
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let prepared = try stage.prepare(example.settings, wiring: Self.wiring(name, example)).get()
    try Self.checkDecoding(prepared.stage, example)
  }

  @Test func `every stage in the sources has a line in the catalog, and the lines are sorted`()
    throws
  {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Stages").standardizedFileURL
    var declared: Set<String> = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      declared.formUnion(
        text.matches(of: /struct (\w+): (?:[\w, ]*\W)?Stage\b[\w, ]*\{/).map { String($0.1) })
    }
    #expect(declared.count >= 7, "the search finds the stages")
    let types = Set(Self.stages.map { String(describing: $0.type) })
    #expect(
      declared.subtracting(types).sorted() == [], "add a line to Sources/Stages/Catalog.swift")
    let text = try String(contentsOf: sources.appending(path: "Catalog.swift"), encoding: .utf8)
    let lines = text.matches(of: /(\w+)\.self/).map { String($0.1) }
    #expect(lines == lines.sorted())
  }

  private static func wiring(_ name: String, _ example: StageExample) -> Wiring {
    let ports = example.inputs.wiredPorts.map { ($0, [Wiring(stage: "Example")]) }
    return Wiring(stage: name, ports: Dictionary(uniqueKeysWithValues: ports))
  }

  private struct StoredPart: Equatable {
    var name: String
    var bytes: [UInt8]
  }

  private static func run(
    _ stage: StageType, _ example: StageExample, cores: Int
  ) throws -> [StoredPart] {
    let prepared = try stage.prepare(example.settings, wiring: wiring(stage.name, example)).get()
    func open<S: Stage>(_ stage: S) throws -> [StoredPart] {
      try stage.run(example.inputs, in: .files(example.files, cores: cores)).parts()
        .map { StoredPart(name: $0.name, bytes: $0.joined.array) }
    }
    return try open(prepared.stage)
  }

  private static func checkDecoding<S: Stage>(_ stage: S, _ example: StageExample) throws {
    let artifact = try stage.run(example.inputs, in: .files(example.files))
    let decoded = try S.Output(parts: Parts(of: artifact))
    #expect(decoded.shape == artifact.shape)
    let (parts, again) = (try artifact.parts(), try decoded.parts())
    #expect(parts.map(\.name) == again.map(\.name))
    for (part, other) in zip(parts, again) {
      #expect(part.joined.array == other.joined.array, "\(part.name)")
    }
  }
}
