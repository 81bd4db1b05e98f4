package import Pipeline
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a look at an object's files, without reading them, says.
package enum ObjectPresence: Hashable, Sendable {
  /// All files are there, have their lengths and were not touched since they were published.
  case whole
  /// All files are there, but something touched one: the content must be checked.
  case touched
  /// The object is not there, or not all of it.
  case missing
}

/// The parts of an object, and its kind.
package struct StoredObject: Sendable {
  package var kind: String
  package var parts: Parts
}

extension DiskStore {
  /// The parts of the artifact `digest`, their content checked against it.
  ///
  /// Throws `.missing` when it is not there, and `.damaged` when it was not what its name says;
  /// it is then in quarantine. An object is hashed once per process while its files stay as
  /// they are.
  package func verifiedParts(
    _ digest: Digest, cores: Int = 1
  ) throws(StoreError) -> StoredObject {
    do throws(StoreError) {
      let moment = try disk.state().now
      let (table, statuses) = try inspect(digest)
      let known = verified.withLock { $0[digest] }
      let isKnown = known?.covers(statuses) ?? false
      var contents: [String: any Bytes] = [:]
      for part in table.parts {
        let bytes = try disk.content(of: StorePath.entry(.objects, digest).part(part.name))
        guard bytes.count == part.length else { throw StoreError.damaged(digest) }
        if !isKnown, ChunkHashing(PartChunks([bytes]), cores: cores).finish() != part.chunks {
          throw StoreError.damaged(digest)
        }
        contents[part.name.text] = bytes
      }
      if !isKnown { remember(digest, statuses, moment) }
      return StoredObject(kind: table.kind, parts: Parts(contents))
    } catch {
      if isDamage(error) {
        try quarantine(.objects, digest)
        throw .damaged(digest)
      }
      throw error
    }
  }

  /// What the files of `digest` look like; fast, for answers that nobody opens in this run.
  package func presence(of digest: Digest) throws(StoreError) -> ObjectPresence {
    do throws(StoreError) {
      let (_, statuses) = try inspect(digest)
      guard let table = statuses.first else { return .missing }
      // The table was written last, so a part that changed later was touched by somebody.
      return statuses.allSatisfy { $0.changed <= table.changed } ? .whole : .touched
    } catch {
      if case .missing = error { return .missing }
      if isDamage(error) { return .touched }
      throw error
    }
  }

  /// Whether the files of an artifact are as they were when `verifiedParts` last checked them.
  package func isUntouched(_ digest: Digest) -> Bool {
    guard let known = verified.withLock({ $0[digest] }), let (_, now) = try? inspect(digest) else {
      return false
    }
    return known.statuses == now
  }

  /// The chunk table of an object and the states of its files, the table's first.
  func inspect(_ digest: Digest) throws(StoreError) -> (ChunkTable, [FileStatus]) {
    let folder = StorePath.entry(.objects, digest)
    guard let status = try disk.status(folder) else { throw .missing(digest) }
    guard status.kind == .folder, let first = try disk.status(folder.chunkTable),
      first.kind == .file, first.size <= ChunkTable.largestFile,
      let table = ChunkTable(decoding: try disk.content(of: folder.chunkTable).array),
      table.digest == digest
    else { throw .damaged(digest) }
    var statuses = [first]
    for part in table.parts {
      guard let status = try disk.status(folder.part(part.name)), status.kind == .file,
        status.size == part.length
      else { throw .damaged(digest) }
      statuses.append(status)
    }
    return (table, statuses)
  }

  /// Whether `error` means that files are not what they should be, not that they are out of reach.
  func isDamage(_ error: StoreError) -> Bool {
    if case .damaged = error { return true }
    // Removed between two looks, replaced by a link or a folder: this entry cannot be served.
    return error.code.map { [ENOENT, ELOOP, ENOTDIR, EISDIR].contains($0) } ?? false
  }

  /// Writes the chunk table of a checked object again, so that it is the youngest file once more.
  ///
  /// A store that was copied by another tool would look touched forever otherwise.
  func stamp(_ digest: Digest) throws(StoreError) {
    let table = try inspect(digest).0
    try FileWriting(disk: disk).publish(
      table.encoded, at: StorePath.entry(.objects, digest).chunkTable,
      through: .temporary(token()))
  }

  private func remember(_ digest: Digest, _ statuses: [FileStatus], _ moment: Int64) {
    verified.withLock { $0[digest] = Verification(statuses: statuses, moment: moment) }
  }

  /// Sets a damaged entry aside, so that it is neither served nor found again.
  func quarantine(_ room: StoreRoom, _ digest: Digest) throws(StoreError) {
    let path = StorePath.entry(room, digest)
    do throws(StoreError) {
      try disk.rename(path, to: .quarantine(digest, token()))
    } catch {
      // Another process may have set it aside already.
      if error.code == ENOENT { return }
      guard isDamage(error) else { throw error }
      try setAside(shelf: .shelf(room, digest))
      return
    }
    options.warn(.quarantined(path: fullPath(path)))
  }

  /// Sets aside what lies where a shelf's folder belongs.
  func setAside(shelf: StorePath) throws(StoreError) {
    let name = shelf.components.joined(separator: "-") + "-" + String(token(), radix: 16)
    guard let target = StorePath.room(.quarantine).listed(name) else { return }
    do throws(StoreError) {
      try disk.rename(shelf, to: target)
    } catch {
      if error.code == ENOENT { return }
      throw error
    }
    options.warn(.quarantined(path: fullPath(shelf)))
  }

  /// Whether the store holds something for `digest`; what lies where the shelf belongs holds nothing.
  func hasEntry(_ room: StoreRoom, _ digest: Digest) throws(StoreError) -> Bool {
    do throws(StoreError) {
      return try disk.status(.entry(room, digest)) != nil
    } catch {
      if isDamage(error) { return false }
      throw error
    }
  }
}
