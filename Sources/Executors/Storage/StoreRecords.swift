package import Engine
package import Pipeline
package import Store
internal import Synchronization

/// The store on disk as a run's memory of what is known.
package final class StoreRecords: ArtifactStore {
  private let store: DiskStore
  private let trouble = Mutex<StoreError?>(nil)

  package init(_ store: DiskStore) {
    self.store = store
  }

  /// Why the store could not be read, if it could not; a run should not go on then.
  package var failure: StoreError? { trouble.withLock { $0 } }

  package func record(for runKey: Digest) -> Record? {
    noting { () throws(StoreError) in try store.record(for: runKey).flatMap { Record($0) } }
  }

  /// The record of `runKey`, whether or not its artifact is there.
  package func recordAlone(for runKey: Digest) -> Record? {
    noting { () throws(StoreError) in try store.recordAlone(for: runKey).flatMap { Record($0) } }
  }

  /// Whether the artifact of a record is there.
  package func isThere(_ record: Record) -> Bool {
    noting { () throws(StoreError) in try store.isThere(record.artifact.digest) } ?? false
  }

  private func noting<Value>(_ body: () throws(StoreError) -> Value?) -> Value? {
    do throws(StoreError) {
      return try body()
    } catch {
      trouble.withLock { $0 = $0 ?? error }
      return nil
    }
  }

  package func save(_ record: Record) throws(StoreFailure) {
    do throws(StoreError) {
      let stored = StoredRecord(record)
      // The worker that computed the answer made it known already.
      if try store.recordAlone(for: record.runKey) == stored { return }
      try store.save(stored)
    } catch {
      throw StoreFailure(error.message)
    }
  }
}

extension StoredRecord {
  /// The payload is lines of text: a version, kind, bytes, seconds, then the shape by name.
  package init(_ record: Record) {
    let artifact = record.artifact
    let lines =
      ["1", artifact.kind, "\(artifact.bytes)", "\(record.seconds)"]
      + artifact.shape.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    self.init(
      key: record.runKey, artifact: artifact.digest,
      payload: Array(lines.joined(separator: "\n").utf8))
  }
}

extension Record {
  /// The record in a stored one; `nil` when another version wrote it.
  package init?(_ stored: StoredRecord) {
    let lines = String(decoding: stored.payload, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, lines[0] == "1", let bytes = Int(lines[2]),
      let seconds = Double(lines[3])
    else { return nil }
    var shape: Shape = [:]
    for line in lines[4...] {
      let pair = line.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, let size = Int(pair[1]) else { return nil }
      shape[String(pair[0])] = size
    }
    let artifact = StoredArtifact(
      digest: stored.artifact, kind: String(lines[1]), shape: shape, bytes: bytes)
    self.init(runKey: stored.key, artifact: artifact, seconds: seconds)
  }
}
