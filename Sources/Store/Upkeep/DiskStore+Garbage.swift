package import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What garbage collection removed.
package struct GarbageReport: Hashable, Sendable {
  package var objects = 0
  package var records = 0
  /// Unfinished things of processes that ended.
  package var leftovers = 0
  package var quarantined = 0
  /// The questions whose checkpoints were removed.
  package var checkpoints = 0
  /// The bytes of all that was removed but records.
  package var bytes = 0
  /// The questions without an answer whose checkpoints stay.
  package var keptCheckpoints = 0
  /// The bytes of the checkpoints that stay.
  package var keptBytes = 0

  package init() {}
}

extension DiskStore {
  /// Removes what no record leads to, and what killed processes left.
  ///
  /// It works while nobody else has the store open, which the shared lock of every user shows,
  /// so it cannot take away what a running pipeline is about to use. Records go before the
  /// objects they name, each object in one step, so that a kill at any point leaves a store
  /// that serves nothing wrong.
  ///
  /// - Parameters:
  ///   - keys: The records to keep; all when `nil`.
  ///   - keepingCheckpoints: Keep what a killed run left of questions that have no answer yet.
  ///   - trustingNobodyElse: Go on where the file system has no locks.
  package func collectGarbage(
    keeping keys: Set<Digest>? = nil, keepingCheckpoints: Bool = true,
    trustingNobodyElse: Bool = false
  ) throws(StoreError) -> GarbageReport {
    try use.alone(trusting: trustingNobodyElse) { (locked) throws(StoreError) in
      let (live, dead) = try self.mark(keeping: keys)
      let answered = try keepingCheckpoints ? Set(self.entries(of: .records)) : nil
      try self.giveUpReserve()
      var report = GarbageReport()
      report.leftovers = try self.clear(.temporary, &report)
      report.quarantined = try self.clear(.quarantine, &report)
      try self.removeCheckpoints(of: answered, &report)
      try self.removeRecords(dead, &report)
      try self.removeObjects(except: live, &report)
      if locked { try self.tidy(keeping: keys) }
      try FileWriting(disk: self.disk).makeReserve(of: self.options.reserve)
      return report
    }
  }

  /// The artifacts that stay, and the records that go.
  ///
  /// Changes nothing, and throws when a newer program wrote here.
  private func mark(keeping keys: Set<Digest>?) throws(StoreError) -> (Set<Digest>, [Digest]) {
    var live: Set<Digest> = []
    var dead: [Digest] = []
    for key in try entries(of: .records) {
      guard case .whole(let record) = try readRecord(for: key), keys?.contains(key) ?? true,
        try hasEntry(.objects, record.artifact)
      else {
        dead.append(key)
        continue
      }
      live.insert(record.artifact)
    }
    return (live, dead)
  }

  private func giveUpReserve() throws(StoreError) {
    if try disk.status(.reserve) != nil { try disk.remove(.reserve) }
  }

  private func clear(
    _ room: StoreRoom, _ report: inout GarbageReport
  ) throws(StoreError) -> Int {
    var count = 0
    for name in try disk.list(.room(room)) {
      guard let path = StorePath.room(room).listed(name) else { continue }
      report.bytes += try bytes(under: path)
      try disk.removeTree(path)
      count += 1
    }
    return count
  }

  /// Removes the checkpoints of `answered` questions, or all.
  private func removeCheckpoints(
    of answered: Set<Digest>?, _ report: inout GarbageReport
  ) throws(StoreError) {
    for question in try checkpointed() {
      let bytes = try bytes(under: .checkpoints(of: question))
      guard answered?.contains(question) ?? true else {
        report.keptCheckpoints += 1
        report.keptBytes += bytes
        continue
      }
      try removeCheckpoints(of: question)
      report.checkpoints += 1
      report.bytes += bytes
    }
  }

  private func removeRecords(
    _ keys: [Digest], _ report: inout GarbageReport
  ) throws(StoreError) {
    var shelves: Set<StorePath> = []
    for key in keys {
      try disk.removeTree(.entry(.records, key))
      shelves.insert(.shelf(.records, key))
      report.records += 1
    }
    // Durable before the first object goes, or a loss of power brings records back without it.
    for shelf in shelves { try disk.syncFolder(shelf) }
  }

  private func removeObjects(
    except live: Set<Digest>, _ report: inout GarbageReport
  ) throws(StoreError) {
    for digest in try entries(of: .objects) where !live.contains(digest) {
      let grave = StorePath.temporary(token())
      try disk.rename(.entry(.objects, digest), to: grave)
      report.bytes += try bytes(under: grave)
      try disk.removeTree(grave)
      report.objects += 1
    }
  }

  /// Removes lock files, logs of forgotten questions, and empty folders.
  private func tidy(keeping keys: Set<Digest>?) throws(StoreError) {
    for key in try entries(of: .locks) { try disk.remove(.entry(.locks, key)) }
    for key in try entries(of: .logs) where !(keys?.contains(key) ?? false) {
      if try !hasEntry(.records, key) { try disk.remove(.entry(.logs, key)) }
    }
    for room in [StoreRoom.objects, .records, .journals, .logs, .locks] {
      for name in try disk.list(.room(room)) where name.utf8.count == 2 {
        guard let shelf = StorePath.room(room).listed(name) else { continue }
        guard try disk.status(shelf)?.kind == .folder, try disk.list(shelf).isEmpty else {
          continue
        }
        try disk.remove(shelf)
      }
    }
  }
}
