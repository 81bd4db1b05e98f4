package import Pipeline
internal import Synchronization

/// A checkpoint on disk: one file with the bytes of all records and one that says what they are.
///
/// A record is written before its index entry and nothing is synced, so after a crash the index
/// may promise what is not there: opening reads everything and cuts at the first entry that does
/// not hold. What `record` and `joined` give is mapped from the file, not copied, and is valid
/// until a record in it is dropped: a mapping must not see its file shrink.
package final class StoredCheckpoint: Checkpoint {
  private let disk: any Disk
  private let files: CheckpointFiles
  private let cores: @Sendable () -> Int
  private let observe: @Sendable (StoreError) -> Void
  private let index: Mutex<CheckpointIndex>

  /// Takes over `files` and checks what they hold.
  init(
    _ files: CheckpointFiles, _ empty: CheckpointIndex, disk: any Disk,
    cores: @escaping @Sendable () -> Int,
    observe: @escaping @Sendable (StoreError) -> Void
  ) throws(StoreError) {
    self.files = files
    self.disk = disk
    self.cores = cores
    self.observe = observe
    do throws(StoreError) {
      index = Mutex(try files.check(empty, on: disk, cores: cores()))
    } catch {
      files.close(on: disk)
      throw error
    }
  }

  deinit { files.close(on: disk) }

  package var count: Int { index.withLock { $0.entries.count } }

  package func record(_ number: Int) throws(StageError) -> any Bytes {
    let range = index.withLock { $0.entries[number].range }
    return try telling { () throws(StoreError) in try disk.read(files.payload, range) }
  }

  package func append(_ pieces: [any Bytes]) throws(StageError) {
    try telling { () throws(StoreError) in
      try index.withLock { (index) throws(StoreError) in
        index.append(try write(PartChunks(pieces), after: index))
      }
    }
  }

  /// Writes a record and its entry; on failure both files are as they were.
  private func write(
    _ record: PartChunks, after index: CheckpointIndex
  ) throws(StoreError) -> CheckpointIndex.Entry {
    let writing = FileWriting(disk: disk)
    do throws(StoreError) {
      let hashing = ChunkHashing(record, cores: cores())
      let written = Result { () throws(StoreError) in
        try writing.write(record, to: files.payload, at: index.end)
      }
      let digests = hashing.finish()
      try written.get()
      let entry = index.next(length: record.count, chunks: digests)
      try writing.write(PartChunks([entry.encoded]), to: files.index, at: index.size)
      return entry
    } catch {
      let explained = writing.explained(error, wanted: record.count)
      try? disk.truncate(files.index, to: index.size)
      try? disk.truncate(files.payload, to: index.end)
      throw explained
    }
  }

  package func truncate(to count: Int) throws(StageError) {
    try telling { () throws(StoreError) in
      try index.withLock { (index) throws(StoreError) in
        guard count < index.entries.count else { return }
        var shorter = index
        shorter.keep(count)
        // The index first, so that it never promises what the payload has lost.
        try disk.truncate(files.index, to: shorter.size)
        index = shorter
        try disk.truncate(files.payload, to: shorter.end)
      }
    }
  }

  /// The bytes of all records, checked against their digests since an answer is made of them.
  package func joined() throws(StageError) -> any Bytes {
    let known = index.withLock { $0 }
    let (isWhole, bytes) = try telling { () throws(StoreError) in
      (
        try files.holds(known, on: disk, cores: cores()),
        try disk.read(files.payload, 0..<known.end)
      )
    }
    guard isWhole else {
      throw .damaged(
        part: "\(files.payload.path)", cause: "a record is not any more what was written")
    }
    return bytes
  }

  /// Does `body`, and tells the observer why it failed, since a stage knows no store.
  private func telling<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StageError) -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      observe(error)
      throw StageError(error)
    }
  }
}

extension StageError {
  /// What a stage is told of trouble with the store.
  package init(_ error: StoreError) {
    let sentences = error.message.split(separator: "; ", maxSplits: 1).map(String.init)
    self = .machine(
      cause: sentences.first ?? error.message,
      remedy: sentences.count > 1 ? sentences[1] : "see to the store's disk")
  }
}
