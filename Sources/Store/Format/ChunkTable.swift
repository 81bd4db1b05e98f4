package import Pipeline

/// What an object is made of: its kind, and for each part length and chunk digests.
///
/// The object's own name is the digest of all this, so the table needs no checksum: a table that
/// parses and hashes to its folder's name is the one that was written. Text, so that it can be
/// read without a tool:
///
/// ```
/// malleus object 1
/// kind Kernel
/// part matrix.npy 8000128
/// <64 hexadecimal digits for each 4 MiB chunk>
/// end
/// ```
package struct ChunkTable: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: PartName
    package var length: Int
    package var chunks: [Digest]

    package init(name: PartName, length: Int, chunks: [Digest]) {
      self.name = name
      self.length = length
      self.chunks = chunks
    }

    /// The number of chunks that `length` bytes make.
    static func chunkCount(_ length: Int) -> Int {
      length / ContentDigest.chunkSize + (length % ContentDigest.chunkSize == 0 ? 0 : 1)
    }
  }

  package var kind: String
  package var parts: [Entry]

  /// The artifact's digest.
  package var digest: Digest {
    ContentDigest.artifact(
      kind: kind,
      parts: parts.map {
        ($0.name.text, ContentDigest.combine(length: $0.length, chunks: $0.chunks))
      })
  }

  /// The bytes of all parts.
  package var bytes: Int { parts.reduce(0) { $0 + $1.length } }

  /// A larger file is no chunk table; this is enough for parts of 4 TiB.
  static let largestFile = 64 << 20

  package var encoded: [UInt8] {
    var text = "malleus object 1\nkind \(kind)\n"
    for part in parts {
      text += "part \(part.name.text) \(part.length)\n"
      for chunk in part.chunks { text += chunk.hex + "\n" }
    }
    return Array((text + "end\n").utf8)
  }

  package init(kind: String, parts: [Entry]) {
    self.kind = kind
    self.parts = parts
  }

  /// The table in `bytes`, or `nil` unless they are exactly what `encoded` would give.
  package init?(decoding bytes: [UInt8]) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    func words(_ line: ArraySlice<UInt8>, _ count: Int) -> [String]? {
      let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      return words.count == count ? words : nil
    }
    guard lines.popFirst() == ArraySlice("malleus object 1".utf8),
      let kind = lines.popFirst().flatMap({ words($0, 2) }), kind[0] == "kind"
    else { return nil }
    self.init(kind: kind[1], parts: [])
    while let line = lines.popFirst(), line != ArraySlice("end".utf8) {
      guard let part = words(line, 3), part[0] == "part", let name = PartName(part[1]),
        let length = Int(part[2]), length >= 0, Entry.chunkCount(length) <= lines.count
      else { return nil }
      let chunks = lines.prefix(Entry.chunkCount(length)).compactMap { Digest(storeHex: $0) }
      guard chunks.count == Entry.chunkCount(length) else { return nil }
      lines = lines.dropFirst(chunks.count)
      parts.append(Entry(name: name, length: length, chunks: chunks))
    }
    if encoded != bytes { return nil }
  }
}
