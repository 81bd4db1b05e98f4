import Pipeline
import Testing

@Suite("Digests and keys")
struct KeyTests {
  @Test(
    "SHA-256 gives the published digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func known(text: String, hex: String) {
    #expect(Digest(hashing: text).hex == hex)
    #expect(Digest(hex: hex) == Digest(hashing: text))
    #expect(Digest(bytes: Digest(hashing: text).bytes) == Digest(hashing: text))
  }

  @Test(
    "only 64 hexadecimal digits make a digest",
    arguments: ["", "ab", String(repeating: "g", count: 64)])
  func malformed(hex: String) {
    #expect(Digest(hex: hex) == nil)
  }

  @Test("digests sort as their hexadecimal text does")
  func order() {
    let digests = (0..<50).map { Digest(hashing: String($0)) }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }

  @Test("no two sequences of values share a key by running together")
  func unambiguous() {
    func key(_ build: (inout KeyBuilder) -> Void) -> Digest {
      var builder = KeyBuilder("test")
      build(&builder)
      return builder.digest
    }
    let keys = [
      key { $0.add("ab") },
      key {
        $0.add("a"); $0.add("b")
      },
      key { $0.add("a1:b") },
      key { $0.add(12) },
      key { $0.add("12") },
      key { $0.add(["a", "b"], files: { _ in nil }) },
      key { $0.add([["a"], "b"], files: { _ in nil }) },
      key { $0.add([["a", "b"]], files: { _ in nil }) },
      key { $0.add(.map([.init("a", "b")]), files: { _ in nil }) },
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test("a file enters a key by its content, never by its path")
  func files() {
    func key(_ path: String, _ content: String) -> Digest {
      var builder = KeyBuilder("test")
      builder.add(.list([.file(path)]), files: { _ in Digest(hashing: content) })
      return builder.digest
    }
    #expect(key("a/x", "1") == key("b/y", "1"))
    #expect(key("a/x", "1") != key("a/x", "2"))
  }

  @Test("content is hashed by chunks of 4 MiB")
  func chunks() {
    let bytes = [UInt8](repeating: 7, count: ContentDigest.chunkSize + 1)
    let chunks = bytes.withUnsafeBytes { ContentDigest.chunks(of: $0) }
    #expect(chunks.count == 2)
    #expect(chunks[1] == [UInt8(7)].withUnsafeBytes { Digest(hashing: $0) })
  }
}
