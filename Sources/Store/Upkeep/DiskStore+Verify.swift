package import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a check of the whole store found.
package struct StoreCheck: Hashable, Sendable {
  package var objects = 0
  package var records = 0
  /// The objects whose content is not what their name says.
  package var damagedObjects: [Digest] = []
  /// The records that are not what was saved.
  package var damagedRecords: [Digest] = []
  /// What lies where the folder of a shelf belongs; nothing can be stored there.
  package var damagedShelves: [String] = []
  /// The records whose artifact is missing: a miss, no damage.
  package var dangling: [Digest] = []
  /// The questions that a stage keeps something for; whoever opens it checks it.
  package var checkpoints = 0
  /// Paths that the store did not make.
  package var foreign: [String] = []

  /// Whether nothing is damaged.
  package var isClean: Bool { damaged == 0 }
  package var damaged: Int { damagedObjects.count + damagedRecords.count + damagedShelves.count }

  package init() {}
}

extension DiskStore {
  /// Reads and checks everything.
  ///
  /// - Parameter repairing: Moves what is damaged to quarantine, so that it is computed again.
  package func verify(repairing: Bool = false, cores: Int = 1) throws(StoreError) -> StoreCheck {
    var check = StoreCheck()
    for room in [StoreRoom.records, .objects] {
      for shelf in try notFolders(in: room) {
        check.damagedShelves.append(shelf.description)
        if repairing { try setAside(shelf: shelf) }
      }
    }
    // Records first: repairing an object must not make its records look dangling.
    for key in try entries(of: .records) { try verifyRecord(key, repairing, &check) }
    for digest in try entries(of: .objects) {
      // Somebody who repairs too may have been faster.
      guard let isWhole = try isWhole(digest, cores: cores) else { continue }
      check.objects += 1
      if !isWhole {
        check.damagedObjects.append(digest)
        if repairing { try quarantine(.objects, digest) }
      }
    }
    check.checkpoints = try checkpointed().count
    check.foreign = try foreign(in: .objects) + foreign(in: .records)
    return check
  }

  private func verifyRecord(
    _ key: Digest, _ repairing: Bool, _ check: inout StoreCheck
  ) throws(StoreError) {
    switch try readRecord(for: key) {
    case .missing: return
    case .damaged:
      check.damagedRecords.append(key)
      if repairing { try quarantine(.records, key) }
    case .whole(let record):
      if try !hasEntry(.objects, record.artifact) { check.dangling.append(key) }
    }
    check.records += 1
  }

  /// Whether every byte of an object is right and nothing else lies in its folder; `nil` when it is not there.
  private func isWhole(_ digest: Digest, cores: Int) throws(StoreError) -> Bool? {
    let folder = StorePath.entry(.objects, digest)
    do throws(StoreError) {
      let (table, _) = try inspect(digest)
      let own = Set(table.parts.map(\.name.text) + [".chunks"])
      guard try own == Set(disk.list(folder)) else { return false }
      for part in table.parts {
        let bytes = try disk.content(of: folder.part(part.name))
        let digests = ChunkHashing(PartChunks([bytes]), cores: cores).finish()
        guard bytes.count == part.length, digests == part.chunks else { return false }
      }
      return true
    } catch {
      if case .missing = error { return nil }
      // What cannot be read here is no better than what is wrong; the next object may be whole.
      if isDamage(error) || error.code == EIO || error.code == EACCES { return false }
      throw error
    }
  }

  private func notFolders(in room: StoreRoom) throws(StoreError) -> [StorePath] {
    var found: [StorePath] = []
    for name in try disk.list(.room(room)) where name.allSatisfy(\.isHexDigit) {
      guard name.utf8.count == 2, let path = StorePath.room(room).listed(name),
        try disk.status(path)?.kind != .folder
      else { continue }
      found.append(path)
    }
    return found
  }

  private func foreign(in room: StoreRoom) throws(StoreError) -> [String] {
    var paths: [String] = []
    let damaged = try notFolders(in: room)
    for shelf in try disk.list(.room(room)) {
      guard let path = StorePath.room(room).listed(shelf), !damaged.contains(path) else { continue }
      guard shelf.utf8.count == 2, try disk.status(path)?.kind == .folder else {
        paths.append(path.description)
        continue
      }
      paths += try disk.list(path).filter { Digest(storeHex: Array((shelf + $0).utf8)) == nil }
        .map { "\(path)/\($0)" }
    }
    return paths
  }
}
