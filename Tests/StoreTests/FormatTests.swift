import Pipeline
import Store
import Testing

struct FormatTests {
  @Test(arguments: [0, 1, 64, 5000])
  func `a frame gives back its payload`(count: Int) {
    let frame = Frame(.journal, version: 3, payload: [UInt8](repeating: 5, count: count))
    #expect(frame.encoded.count == count + 52)
    #expect(Frame(.journal, decoding: frame.encoded) == frame)
    #expect(Frame(.record, decoding: frame.encoded) == nil)
  }

  @Test func `every bit of a frame counts, and every byte more or less`() {
    let bytes = Frame(.fileIndex, version: 1, payload: Array("payload".utf8)).encoded
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << bit
        #expect(Frame(.fileIndex, decoding: changed) == nil)
      }
    }
    for count in 0..<bytes.count {
      #expect(Frame(.fileIndex, decoding: Array(bytes.prefix(count))) == nil)
    }
    #expect(Frame(.fileIndex, decoding: bytes + [0]) == nil)
  }

  @Test func `a chunk table reads as text and gives back what it was`() throws {
    let chunk = Digest(hashing: "chunk")
    let table = ChunkTable(
      kind: "Kernel",
      parts: [
        .init(name: try #require(PartName("about.json")), length: 0, chunks: []),
        .init(name: try #require(PartName("k.npy")), length: 4_194_305, chunks: [chunk, chunk]),
      ])
    let text = """
      malleus object 1
      kind Kernel
      part about.json 0
      part k.npy 4194305
      \(chunk.hex)
      \(chunk.hex)
      end

      """
    #expect(String(decoding: table.encoded, as: UTF8.self) == text)
    #expect(ChunkTable(decoding: table.encoded) == table)
    #expect(table.bytes == 4_194_305)
  }

  static let badTables = [
    "", "\n", "malleus object 1\n", "malleus object 2\nkind K\nend\n", "malleus object 1\nkind K\n",
    "malleus object 1\nkind K\nend", "malleus object 1\nkind K\nend\n\n",
    "malleus object 1\nkind K L\nend\n", "malleus object 1\nkind K\npart a -1\nend\n",
    "malleus object 1\nkind K\npart a 01\nend\n", "malleus object 1\nkind K\npart a +0\nend\n",
    "malleus object 1\nkind K\npart ../a 0\nend\n", "malleus object 1\nkind K\npart a 5\nend\n",
    "malleus object 1\nkind K\npart a 9223372036854775807\nend\n",
    "malleus object 1\nkind K\npart a 99999999999999999999\nend\n",
    "malleus object 1\r\nkind K\r\nend\r\n",
    "malleus object 1\nkind K\npart a 1\n\(String(repeating: "A", count: 64))\nend\n",
  ]

  @Test(arguments: badTables) func `any other text is no chunk table`(text: String) {
    #expect(ChunkTable(decoding: Array(text.utf8)) == nil)
  }

  @Test func `random bytes are neither frame nor table and stop nothing`() {
    var random = SplitMix(11)
    let seed = Array("malleus object 1\nkind K\npart a 1\nend\n".utf8)
    for _ in 0..<(isFullTier ? 1_000_000 : 20_000) {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let table = ChunkTable(decoding: bytes) { #expect(table.encoded == bytes) }
      #expect(Frame(.record, decoding: bytes + random.bytes(40)) == nil)
    }
  }
}
