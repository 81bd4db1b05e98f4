package import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension DiskStore {
  /// What is known for `key`, when the artifact it speaks of is there.
  ///
  /// Missing, damaged and without its artifact are all `nil`, a miss. Throws only when the store
  /// cannot be read, or when a newer program wrote the record.
  package func record(for key: Digest) throws(StoreError) -> StoredRecord? {
    guard let record = try recordAlone(for: key), try isThere(record.artifact) else { return nil }
    return record
  }

  /// Whether an artifact is there; one that somebody touched is read and checked.
  package func isThere(_ artifact: Digest) throws(StoreError) -> Bool {
    switch try presence(of: artifact) {
    case .whole: return true
    case .missing: return false
    case .touched:
      do throws(StoreError) {
        _ = try verifiedParts(artifact)
        try stamp(artifact)
        return true
      } catch {
        switch error {
        case .damaged, .missing: return false
        default: throw error
        }
      }
    }
  }

  /// Every record of the store in one pass, without a look at the artifacts.
  package func records() throws(StoreError) -> [StoredRecord] {
    var records: [StoredRecord] = []
    for digest in try entries(of: .records) {
      if let record = try recordAlone(for: digest) { records.append(record) }
    }
    return records
  }

  /// Makes a record known, durably; its artifact must have been published before.
  package func save(_ record: StoredRecord) throws(StoreError) {
    try put(record.frame.encoded, .records, record.key)
  }

  /// The record of `key`, whether or not its artifact is there.
  package func recordAlone(for key: Digest) throws(StoreError) -> StoredRecord? {
    switch try readRecord(for: key) {
    case .whole(let record): return record
    case .missing: return nil
    case .damaged:
      try quarantine(.records, key)
      return nil
    }
  }

  /// What the file of a record holds.
  enum RecordReading: Hashable {
    case whole(StoredRecord)
    case missing
    case damaged
  }

  func readRecord(for key: Digest) throws(StoreError) -> RecordReading {
    let path = StorePath.entry(.records, key)
    let bytes: [UInt8]
    do throws(StoreError) {
      let content = try disk.content(of: path)
      // A huge file is only mapped so far, which costs nothing.
      guard content.count <= StoredRecord.largestFile else { return .damaged }
      bytes = content.array
    } catch {
      if error.code == ENOENT { return .missing }
      if isDamage(error) { return .damaged }
      throw error
    }
    guard let frame = Frame(.record, decoding: bytes) else { return .damaged }
    if frame.version > StoredRecord.version {
      throw .newer(path: fullPath(path), format: frame.version)
    }
    // An older layout is a plain miss; the next save replaces it.
    if frame.version < StoredRecord.version { return .missing }
    guard let record = StoredRecord(frame), record.key == key else { return .damaged }
    return .whole(record)
  }

  /// The digests that a room has entries for, sorted; other names are none of the store's.
  func entries(of room: StoreRoom) throws(StoreError) -> [Digest] {
    var digests: [Digest] = []
    for shelf in try disk.list(.room(room)) where shelf.utf8.count == 2 {
      guard let path = StorePath.room(room).listed(shelf),
        try disk.status(path)?.kind == .folder
      else { continue }
      for rest in try disk.list(path) {
        if let digest = Digest(storeHex: Array((shelf + rest).utf8)) { digests.append(digest) }
      }
    }
    return digests
  }

  /// Puts bytes at a digest's place in a room, over what was there.
  func put(
    _ bytes: [UInt8], _ room: StoreRoom, _ digest: Digest, durably: Bool = true
  ) throws(StoreError) {
    let writing = FileWriting(disk: disk)
    do throws(StoreError) {
      try disk.makeFolderIfMissing(.shelf(room, digest), durably: durably)
      try writing.publish(
        bytes, at: .entry(room, digest), through: .temporary(token()), durably: durably)
    } catch {
      throw writing.explained(error, wanted: bytes.count)
    }
  }
}
