internal import Pipeline

/// What a checkpoint's records are: their lengths and digests, as its index file holds them.
///
/// Each entry is 48 bytes:
///
/// ```
/// 8 bytes  offset of the record in the payload, little-endian
/// 8 bytes  length of the record, little-endian
/// 32 bytes digest of the record
/// ```
///
/// A digest covers the question, the checkpoint's name, the entry before and the record, so that
/// nothing is taken for a record that was not appended here and after exactly these others.
struct CheckpointIndex: Hashable {
  struct Entry: Hashable {
    var range: Range<Int>
    var digest: Digest

    static let size = 48

    var encoded: [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: range.lowerBound, count: 8)
      bytes.append(littleEndian: range.count, count: 8)
      return bytes + digest.bytes
    }
  }

  /// What the digest of the first entry follows.
  private let origin: Digest
  private(set) var entries: [Entry] = []

  init(question: Digest, name: PartName) {
    var key = KeyBuilder("checkpoint")
    key.add(question)
    key.add(name.text)
    origin = key.digest
  }

  /// Where the next record begins in the payload.
  var end: Int { entries.last?.range.upperBound ?? 0 }

  /// How long the index file is.
  var size: Int { entries.count * Entry.size }

  /// The entry of a record of `length` bytes with these chunk digests after all others.
  func next(length: Int, chunks: [Digest]) -> Entry {
    var key = KeyBuilder("checkpoint record")
    key.add(entries.last?.digest ?? origin)
    key.add(ContentDigest.combine(length: length, chunks: chunks))
    return Entry(range: end..<(end + length), digest: key.digest)
  }

  mutating func append(_ entry: Entry) { entries.append(entry) }

  mutating func keep(_ count: Int) { entries.removeLast(max(0, entries.count - count)) }

  /// The length that the first 48 of `bytes` claim for the next record, if it can have it.
  func claimedLength(_ bytes: ArraySlice<UInt8>, within payload: Int) -> Int? {
    guard bytes.count >= Entry.size, bytes.prefix(8).littleEndian == UInt64(end) else {
      return nil
    }
    let length = bytes.dropFirst(8).prefix(8).littleEndian
    return length <= UInt64(max(0, payload - end)) ? Int(length) : nil
  }
}
