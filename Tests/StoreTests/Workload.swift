import Pipeline
import Store
import Synchronization

/// A short run as the engine would do it: publish, then record, three times, with one artifact
/// that two questions share and one that is made of a checkpoint's records.
struct Workload {
  /// The keys whose records were saved before the run ended, however it ended.
  private(set) var saved: [Digest] = []

  static let keys = (0..<3).map(Sample.key)

  /// The parts of the artifact that answers question `index`.
  static func parts(_ index: Int) -> [Part] {
    let content = [UInt8](repeating: UInt8(index % 2), count: 3000)
    return [Part("a.csv", text: "x\n\(index % 2)\n"), Part("b.npy", [content, [9]])]
  }

  static func record(_ index: Int, _ artifact: Digest) -> StoredRecord {
    StoredRecord(key: keys[index], artifact: artifact, payload: [UInt8(index)])
  }

  mutating func run(on disk: any Disk, options: DiskStore.Options = Sample.options)
    throws(StoreError)
  {
    let store = try DiskStore(on: disk, options: options)
    for index in Self.keys.indices {
      if try store.record(for: Self.keys[index]) == nil {
        try answer(index, store)
      }
      saved.append(Self.keys[index])
    }
    try store.saveJournal([1, 2, 3], as: Sample.key(100))
  }

  private func answer(_ index: Int, _ store: DiskStore) throws(StoreError) {
    guard index == 1 else {
      let artifact = try store.publish(kind: "Table", parts: Self.parts(index)).digest
      return try store.save(Self.record(index, artifact))
    }
    guard let claim = try store.claim(Self.keys[index], holder: "a test") else { return }
    let parts = [Self.parts(index)[0], Part("b.npy", [try Self.records(store, claim)])]
    let artifact = try store.publish(kind: "Table", parts: parts).digest
    try store.save(Self.record(index, artifact))
    try store.removeCheckpoints(of: Self.keys[index])
  }

  /// What question 1 keeps while it runs: three records, after one that turned out wrong.
  private static func records(_ store: DiskStore, _ claim: Claim) throws(StoreError) -> any Bytes {
    let trouble = Mutex<StoreError?>(nil)
    let checkpoint = try store.checkpoint(
      "rows", under: claim, observe: { error in trouble.withLock { $0 = error } })
    do throws(StageError) {
      let rows = [UInt8](repeating: 1, count: 1000)
      if checkpoint.count == 0 { try checkpoint.append([rows]) }
      if checkpoint.count == 1 { try checkpoint.append([[2, 2]]) }
      if try checkpoint.record(1).count == 2 { try checkpoint.truncate(to: 1) }
      while checkpoint.count < 3 { try checkpoint.append([rows]) }
      if checkpoint.count < 4 { try checkpoint.append([[9]]) }
      return try checkpoint.joined()
    } catch {
      throw trouble.withLock { $0 } ?? .damaged(claim.key)
    }
  }

  /// Whether every hit of the store on `disk` is right and every key of `expected` is a hit.
  static func isRight(_ disk: any Disk, expecting expected: [Digest]) throws -> Bool {
    let store = try DiskStore(on: disk, options: Sample.options)
    for (index, key) in keys.enumerated() {
      guard let record = try store.record(for: key) else {
        if expected.contains(key) { return false }
        continue
      }
      let object = try store.verifiedParts(record.artifact)
      guard record == Self.record(index, record.artifact), object.kind == "Table" else {
        return false
      }
      for part in parts(index) where try object.parts.bytes(part.name).array != part.joined.array {
        return false
      }
    }
    return true
  }

  /// The disk of a run that nothing disturbed, tidied.
  static func undisturbed() throws -> Tree {
    let disk = MemoryDisk()
    var workload = Workload()
    try workload.run(on: disk)
    _ = try DiskStore(on: disk, options: Sample.options).collectGarbage()
    return disk.tree
  }

  /// How many operations a run takes on an empty disk.
  static func operations() throws -> Int {
    let disk = MemoryDisk()
    var workload = Workload()
    try workload.run(on: disk)
    return disk.log.count
  }
}
