package import Pipeline
internal import Synchronization

/// The content digests of input files, remembered while the files look untouched.
///
/// Like the index of a version control system: size, both times, inode and device decide whether
/// a file is still the one that was hashed. Only a change in the same tick of the clock could
/// hide from that, so a file changed less than two seconds before it was hashed is not
/// remembered. Writing through a mapping moves the times only when the page was clean: pages are
/// made clean before a file is hashed, and where nothing makes them so, in memory, no file is
/// remembered.
package final class FileIndex: Sendable {
  private let store: DiskStore?
  private let state: Mutex<State>

  private struct State {
    var known: [String: KnownFile] = [:]
    var isChanged = false
  }

  /// The index that `store` remembers, or an empty one.
  ///
  /// It saves time and nothing else, so one that cannot be read is an empty one.
  package init(of store: DiskStore? = nil) {
    self.store = store
    let known = (try? store?.savedFileIndex()).flatMap { $0 } ?? [:]
    state = Mutex(State(known: known))
  }

  /// The digest of the content of the file at `path`, which is read only when it must be.
  package func digest(of path: String) throws(StoreError) -> Digest {
    let file = try OpenedInput.open(path)
    let known = state.withLock { $0.known[path] }
    if let known, try known.status == file.status() { return known.digest }
    let isOnDisk = file.clean()
    let before = try file.status()
    let moment = SystemClock.now()
    let (digest, length) = try file.hashed()
    guard try file.status() == before, length == before.size else {
      throw .inputChanged(path: path)
    }
    if isOnDisk, before.isSettled(at: moment) {
      state.withLock { state in
        state.known[path] = KnownFile(status: before, digest: digest)
        state.isChanged = true
      }
    }
    return digest
  }

  /// Forgets a file that turned out to be another than the one that is known.
  package func forget(_ path: String) {
    state.withLock { state in
      if state.known.removeValue(forKey: path) != nil { state.isChanged = true }
    }
  }

  /// The content of the file at `path`, when it is what `digest` says.
  package func content(
    of path: String, matching digest: Digest, cores: Int = 1
  ) throws(StoreError) -> any Bytes {
    let file = try OpenedInput.open(path)
    let bytes = try file.read(at: 0, upTo: try file.status().size)
    let chunks = ChunkHashing(PartChunks([bytes]), cores: cores).finish()
    guard ContentDigest.combine(length: bytes.count, chunks: chunks) == digest else {
      throw .inputChanged(path: path)
    }
    return bytes
  }

  /// Saves what is known now; of two runs that save, the last one wins.
  package func save() throws(StoreError) {
    let known = state.withLock { state in
      defer { state.isChanged = false }
      return state.isChanged ? state.known : nil
    }
    if let known { try store?.saveFileIndex(known) }
  }
}

/// A file as it was when it was hashed.
struct KnownFile: Hashable {
  var status: FileStatus
  var digest: Digest
}
