/// Digests of content that may be large: SHA-256 of each 4 MiB chunk, then of the chunk digests,
/// so that chunks can be hashed on all cores and checked one by one.
public enum ContentDigest {
  /// The size of a chunk in bytes.
  public static let chunkSize = 4 << 20

  /// The digest of each chunk of `bytes`, in order.
  public static func chunks(of bytes: UnsafeRawBufferPointer) -> [Digest] {
    stride(from: 0, to: bytes.count, by: chunkSize).map { start in
      Digest(
        hashing: UnsafeRawBufferPointer(
          rebasing: bytes[start..<min(start + chunkSize, bytes.count)]))
    }
  }

  /// The digest of content with the given length and chunk digests.
  public static func combine(length: Int, chunks: [Digest]) -> Digest {
    var key = KeyBuilder("content")
    key.add(length)
    for chunk in chunks { key.add(chunk) }
    return key.digest
  }

  /// The digest of an artifact from the names and content digests of its parts, in their order.
  public static func artifact(kind: String, parts: [(name: String, digest: Digest)]) -> Digest {
    var key = KeyBuilder("artifact")
    key.add(kind)
    for part in parts {
      key.add(part.name)
      key.add(part.digest)
    }
    return key.digest
  }
}

/// Hashes a sequence of values unambiguously: each is preceded by its kind and length.
public struct KeyBuilder: Sendable {
  private var bytes: [UInt8] = []

  /// A key for `purpose`; keys of different purposes never collide.
  public init(_ purpose: String) { add(purpose) }

  /// Adds text.
  public mutating func add(_ text: String) { append(tag: "t", Array(text.utf8)) }

  /// Adds a whole number.
  public mutating func add(_ number: Int) { append(tag: "n", Array(String(number).utf8)) }

  /// Adds a digest.
  public mutating func add(_ digest: Digest) { append(tag: "d", digest.bytes) }

  /// Adds a setting's text, files as what `digests` says of them.
  public mutating func add(_ text: SettingText, files digests: (String) -> Digest?) {
    switch text {
    case .scalar(let string):
      append(tag: "s", Array(string.utf8))
    case .file(let path):
      append(tag: "f", digests(path)?.bytes ?? [])
    case .list(let items):
      append(tag: "l", Array(String(items.count).utf8))
      for item in items { add(item, files: digests) }
    case .map(let pairs):
      append(tag: "m", Array(String(pairs.count).utf8))
      for pair in pairs {
        add(pair.key)
        add(pair.value, files: digests)
      }
    }
  }

  private mutating func append(tag: Unicode.Scalar, _ content: [UInt8]) {
    bytes.append(UInt8(ascii: tag))
    bytes.append(contentsOf: String(content.count).utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: content)
  }

  /// The digest of everything added.
  public var digest: Digest { bytes.withUnsafeBytes { Digest(hashing: $0) } }
}
