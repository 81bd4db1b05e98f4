package import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An artifact that is in the store, durably.
package struct PublishedObject: Hashable, Sendable {
  package var digest: Digest
  /// The bytes of all parts.
  package var bytes: Int
}

extension DiskStore {
  /// The bytes that are free for artifacts; `nil` when the system does not tell.
  package var freeBytes: Int? { (try? disk.state())?.freeBytes }

  /// Throws when an artifact of so many bytes could not be stored now; others may take the room later.
  package func checkRoom(for bytes: Int) throws(StoreError) {
    guard let free = freeBytes, free < bytes else { return }
    throw .full(path: path, wanted: bytes, free: free)
  }

  /// Stores an artifact, which survives a loss of power once this returns.
  ///
  /// The folder is written under `tmp/`, each file synced, and then moved to its place in one
  /// step, so nobody ever sees half of it. If the store holds the same content already and
  /// whole, that stays.
  package func publish(
    kind: String, parts: [Part], cores: Int = 1
  ) throws(StoreError) -> PublishedObject {
    // A kind stands in the chunk table as a word, like a name.
    guard PartName(kind) != nil else { throw .badKind(kind) }
    let names = try checkedNames(parts)
    let temporary = StorePath.temporary(token())
    let table: ChunkTable
    do throws(StoreError) {
      table = try write(kind: kind, Array(zip(names, parts)), to: temporary, cores: cores)
      try place(temporary, table.digest, bytes: table.bytes, cores: cores)
    } catch {
      try? disk.removeTree(temporary)
      throw error
    }
    return PublishedObject(digest: table.digest, bytes: table.bytes)
  }

  /// Names that are safe, and distinct also where upper and lower case are the same.
  private func checkedNames(_ parts: [Part]) throws(StoreError) -> [PartName] {
    var names: [PartName] = []
    var seen: Set<String> = []
    for part in parts {
      guard let name = PartName(part.name), seen.insert(part.name.lowercased()).inserted else {
        throw .badPartName(part.name)
      }
      names.append(name)
    }
    return names
  }

  private func write(
    kind: String, _ parts: [(PartName, Part)], to folder: StorePath, cores: Int
  ) throws(StoreError) -> ChunkTable {
    let writing = FileWriting(disk: disk)
    var table = ChunkTable(kind: kind, parts: [])
    do throws(StoreError) {
      try disk.makeFolder(folder)
    } catch {
      throw writing.explained(error, wanted: parts.reduce(0) { $0 + $1.1.count })
    }
    for (name, part) in parts {
      let chunks = PartChunks(part.pieces)
      let hashing = ChunkHashing(chunks, cores: cores)
      let written = Result { () throws(StoreError) in
        try writing.write(chunks, to: folder.part(name))
      }
      let digests = hashing.finish()
      try written.get()
      table.parts.append(ChunkTable.Entry(name: name, length: chunks.count, chunks: digests))
    }
    try writing.write(PartChunks([table.encoded]), to: folder.chunkTable)
    try disk.syncFolder(folder)
    return table
  }

  /// Moves a complete folder to its place, or drops it when the place holds the same.
  private func place(
    _ temporary: StorePath, _ digest: Digest, bytes: Int, cores: Int
  ) throws(StoreError) {
    let target = StorePath.entry(.objects, digest)
    let shelf = StorePath.shelf(.objects, digest)
    let writing = FileWriting(disk: disk)
    var isNew = false
    do throws(StoreError) {
      try disk.makeFolderIfMissing(shelf)
      isNew = try !holdsWhole(digest, cores: cores)
      if isNew { isNew = try moveIn(temporary, to: target) }
      if !isNew { try disk.removeTree(temporary) }
    } catch {
      throw writing.explained(error, wanted: bytes)
    }
    do throws(StoreError) {
      try disk.syncFolder(shelf)
    } catch {
      // Whether the entry is durable is unknown now, so nothing may rely on it.
      if isNew { try? disk.rename(target, to: temporary) }
      throw error
    }
  }

  /// Moves a folder in, or says that another process was first.
  ///
  /// The same name means the same content, and readers check that.
  private func moveIn(_ temporary: StorePath, to target: StorePath) throws(StoreError) -> Bool {
    do throws(StoreError) {
      try disk.rename(temporary, to: target)
      return true
    } catch {
      guard error.code == ENOTEMPTY || error.code == EEXIST else { throw error }
      return false
    }
  }

  private func holdsWhole(_ digest: Digest, cores: Int) throws(StoreError) -> Bool {
    do throws(StoreError) {
      _ = try verifiedParts(digest, cores: cores)
      return true
    } catch {
      switch error {
      case .missing, .damaged: return false
      default: throw error
      }
    }
  }
}
