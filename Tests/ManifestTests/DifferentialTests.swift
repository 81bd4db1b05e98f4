import Foundation
import Manifest
import Testing

@Suite(
  "Whatever we accept, PyYAML reads the same way",
  .enabled(if: PyYAML.isAvailable, "\(PyYAML.remedy)"))
struct DifferentialTests {
  @Test func `the accepted corpus gives the same marked trees`() throws {
    let differences = try differences(in: Corpus.accepted.map(\.bytes))
    #expect(differences.compared == Corpus.accepted.count)
    #expect(differences.found == [])
  }

  @Test func `spoilt manifests give the same marked trees or are refused`() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["MALLEUS_MUTATIONS"].flatMap(Int.init) ?? 4000
    let seed = environment["MALLEUS_SEED"].flatMap(UInt64.init) ?? 1
    var mutator = Mutator(originals: Corpus.accepted.map(\.bytes), seed: seed)
    let differences = try differences(in: (0..<count).map { _ in mutator.next() })
    #expect(differences.compared > count / 4, "too few mutations are still manifests")
    #expect(differences.found == [])
  }

  /// Compares the texts that we accept; tells how many these are and the first few that differ.
  private func differences(in texts: [[UInt8]]) throws -> (compared: Int, found: [String]) {
    let ours = texts.compactMap { text in (try? parse(text)).map { (text: text, json: $0.json) } }
    let theirs = try PyYAML.trees(of: ours.map(\.text))
    try #require(theirs.count == ours.count)
    let found = zip(ours, theirs).filter { $0.json != $1 }.prefix(5).map { ours, theirs in
      "\(String(reflecting: String(decoding: ours.text, as: UTF8.self)))\nours   \(ours.json)\ntheirs \(theirs)"
    }
    return (ours.count, found)
  }
}
