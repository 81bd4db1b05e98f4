import Foundation
import Pipeline
import Store
import Testing

struct NameTests {
  static let good = ["a", "matrix.npy", "A-b_c.9", String(repeating: "x", count: 100), "-", "_.."]
  static let bad = [
    "", ".", "..", ".chunks", ".hidden", "a/b", "/etc/passwd", "../../x", "a\\b", "a b", "a\0b",
    "a\n", "ä", "e\u{301}", "\u{FF0E}\u{FF0E}", "\u{202E}npy", String(repeating: "x", count: 101),
    "a:b", "~", "*", "$(x)", "%2e%2e", "con?", "\u{FEFF}a", "🔨",
  ]

  @Test(arguments: good) func `a plain name is a part's name`(name: String) {
    #expect(PartName(name)?.text == name)
  }

  @Test(arguments: bad) func `any other name is refused before a file is made`(name: String) throws
  {
    let disk = MemoryDisk()
    let store = try DiskStore(on: disk, options: Sample.options)
    let before = disk.tree.listing
    #expect(throws: StoreError.badPartName(name)) {
      try store.publish(kind: "Table", parts: [Part(name, [])])
    }
    #expect(disk.tree.listing == before)
  }

  @Test(arguments: bad) func `a kind that is no plain word is refused`(kind: String) throws {
    let store = try DiskStore(on: MemoryDisk(), options: Sample.options)
    #expect(throws: StoreError.badKind(kind)) { try store.publish(kind: kind, parts: []) }
  }

  @Test(arguments: [["a", "a"], ["Table.csv", "table.CSV"]])
  func `names that some file system takes for one are refused`(names: [String]) throws {
    let store = try DiskStore(on: MemoryDisk(), options: Sample.options)
    #expect(throws: StoreError.badPartName(names[1])) {
      try store.publish(kind: "Table", parts: names.map { Part($0, []) })
    }
  }

  @Test func `a fuzzed name is plain or refused`() {
    var random = SplitMix(9)
    let alphabet = Array("aZ09._-/\\ \0\n:*~é\u{301}🔨")
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    for _ in 0..<(isFullTier ? 1_000_000 : 20_000) {
      let count = Int.random(in: 0...6, using: &random)
      let name = String(
        (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
      let isPlain = !name.isEmpty && name.allSatisfy(plain.contains) && name.first != "."
      #expect((PartName(name) != nil) == isPlain, "\(name.debugDescription)")
    }
  }

  @Test func `paths hold only fixed names and hexadecimal digits`() {
    let digest = Sample.key(1)
    let hex = digest.hex
    #expect(
      StorePath.entry(.objects, digest).description
        == "objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
    #expect(StorePath.temporary(255).description == "tmp/ff")
    #expect(StorePath.quarantine(digest, 16).description == "quarantine/\(hex)-10")
    for name in ["", ".", "..", "a/b", "/"] { #expect(StorePath.root.listed(name) == nil) }
  }
}
