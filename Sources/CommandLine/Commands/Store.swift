internal import Pipeline
internal import Store

extension Tool {
  /// `store size`: how much the store holds.
  func storeSize() throws(ToolFailure) -> ExitStatus {
    let size = try withStore { (store) throws(StoreError) in try store.size() }
    report(
      "\(storePath): \(size.objects) artifacts, \(size.records) records, "
        + "\(ByteCount.text(size.bytes))"
        + (size.quarantined > 0 ? ", \(size.quarantined) damaged things set aside" : "")
        + kept(size.checkpoints, size.checkpointBytes),
      [
        "artifacts": .integer(size.objects), "records": .integer(size.records),
        "bytes": .integer(size.bytes), "quarantined": .integer(size.quarantined),
        "checkpoints": .integer(size.checkpoints),
        "checkpoint-bytes": .integer(size.checkpointBytes),
      ])
    return .done
  }

  /// `store verify`: whether everything is what it was.
  func storeVerify() throws(ToolFailure) -> ExitStatus {
    let isRepairing = invocation.has(.repair)
    let check = try withStore { (store) throws(StoreError) in
      try store.verify(repairing: isRepairing, cores: Machine.current.cores)
    }
    for digest in check.damagedObjects { console.error("damaged artifact \(digest.hex)") }
    for digest in check.damagedRecords { console.error("damaged record \(digest.hex)") }
    for path in check.damagedShelves { console.error("\(path) is no folder of the store") }
    for path in check.foreign { console.error("not of the store: \(path)") }
    let damaged = check.damaged
    let remedy = isRepairing ? "set aside" : "‘\(name) store verify --repair’ sets them aside"
    report(
      "\(check.objects) artifacts and \(check.records) records checked, \(damaged) damaged"
        + (damaged > 0 ? "; \(remedy)" : "") + gone(check.dangling.count),
      [
        "artifacts": .integer(check.objects), "records": .integer(check.records),
        "damaged-artifacts": .list(check.damagedObjects.map { .text($0.hex) }),
        "damaged-records": .list(check.damagedRecords.map { .text($0.hex) }),
        "damaged-shelves": .list(check.damagedShelves.map { .text($0) }),
        "dangling-records": .integer(check.dangling.count),
        "checkpoints": .integer(check.checkpoints),
      ])
    return check.isClean || isRepairing ? .done : .machine
  }

  /// `store gc`: removes leftovers and what no record leads to.
  func storeGC() throws(ToolFailure) -> ExitStatus {
    let isKeeping = !invocation.has(.checkpoints)
    let isAlone = invocation.has(.alone)
    let garbage = try withStore { (store) throws(StoreError) in
      try store.collectGarbage(keepingCheckpoints: isKeeping, trustingNobodyElse: isAlone)
    }
    let leftovers = garbage.leftovers + garbage.checkpoints
    report(
      "removed \(garbage.objects) artifacts, \(garbage.records) records, "
        + "\(leftovers) leftovers and \(garbage.quarantined) damaged things: "
        + ByteCount.text(garbage.bytes) + kept(garbage.keptCheckpoints, garbage.keptBytes)
        + (garbage.keptCheckpoints > 0 ? "; ‘\(name) store gc --checkpoints’ removes it" : ""),
      [
        "artifacts": .integer(garbage.objects), "records": .integer(garbage.records),
        "leftovers": .integer(garbage.leftovers), "damaged": .integer(garbage.quarantined),
        "checkpoints": .integer(garbage.checkpoints), "bytes": .integer(garbage.bytes),
        "kept-checkpoints": .integer(garbage.keptCheckpoints),
        "kept-bytes": .integer(garbage.keptBytes),
      ])
    return .done
  }

  /// Records whose artifact somebody removed, as the end of a sentence.
  private func gone(_ count: Int) -> String {
    if count == 0 { return "" }
    let results = count == 1 ? "a recorded artifact is" : "the artifacts of \(count) records are"
    return "; \(results) not there and will be computed again"
  }

  /// What unfinished stages hold on to, as the end of a sentence.
  private func kept(_ count: Int, _ bytes: Int) -> String {
    if count == 0 { return "" }
    let stages = count == 1 ? "an unfinished stage" : "\(count) unfinished stages"
    return ", \(ByteCount.text(bytes)) kept for \(stages)"
  }

  private func report(_ text: String, _ json: JSON) {
    console.result(invocation.has(.json) ? json.line : text)
  }

  private func withStore<Result>(
    _ body: (DiskStore) throws(StoreError) -> Result
  ) throws(ToolFailure) -> Result {
    let store = try requireStore()
    return try storing { () throws(StoreError) in try body(store) }
  }
}
