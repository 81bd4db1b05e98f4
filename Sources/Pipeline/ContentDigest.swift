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
