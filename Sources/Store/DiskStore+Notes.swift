package import Pipeline

extension DiskStore {
  /// The version of the frame around a journal; what is inside is the caller's affair.
  private static let journalVersion = 1

  /// What was last saved as the journal called `name`; `nil` when there is none or it is damaged.
  package func journal(_ name: Digest) throws(StoreError) -> [UInt8]? {
    guard let bytes = try note(.journals, name) else { return nil }
    guard let frame = Frame(.journal, decoding: bytes), frame.version == Self.journalVersion else {
      return nil
    }
    return frame.payload
  }

  /// Saves a journal durably, over the last one.
  package func saveJournal(_ bytes: [UInt8], as name: Digest) throws(StoreError) {
    let frame = Frame(.journal, version: Self.journalVersion, payload: bytes)
    try put(frame.encoded, .journals, name)
  }

  /// The names of all journals.
  package func journals() throws(StoreError) -> [Digest] { try entries(of: .journals) }

  /// The log of the last run of `key`, if there is one.
  package func log(of key: Digest) throws(StoreError) -> [UInt8]? { try note(.logs, key) }

  /// Keeps the log of a run of `key`.
  ///
  /// Logs are for people: a loss of power may cost them.
  package func saveLog(_ bytes: [UInt8], of key: Digest) throws(StoreError) {
    try put(bytes, .logs, key, durably: false)
  }

  private func note(_ room: StoreRoom, _ digest: Digest) throws(StoreError) -> [UInt8]? {
    let path = StorePath.entry(room, digest)
    guard let status = try disk.status(path) else { return nil }
    guard status.kind == .file else { throw .planted(path: fullPath(path)) }
    return try disk.content(of: path).array
  }
}
