import Foundation
import Pipeline
import Store
import Testing

struct GarbageTests {
  private let disk = MemoryDisk()

  private func open(_ options: DiskStore.Options = Sample.options) throws -> DiskStore {
    try DiskStore(on: disk, options: options)
  }

  @Test func `what no record leads to is removed, the rest stays`() throws {
    let store = try open()
    let kept = try store.publish(kind: "Table", parts: Workload.parts(0)).digest
    let dropped = try store.publish(kind: "Table", parts: Workload.parts(1))
    try store.save(Workload.record(0, kept))
    try store.save(StoredRecord(key: Sample.key(7), artifact: Sample.key(8)))
    try store.saveLog([1], of: Workload.keys[0])
    try store.saveLog([2], of: Sample.key(9))
    try store.saveJournal([3], as: Sample.key(10))
    let report = try store.collectGarbage()
    #expect(report.objects == 1 && report.records == 1)
    #expect(report.bytes > dropped.bytes)
    #expect(try store.presence(of: kept) == .whole)
    #expect(try store.presence(of: dropped.digest) == .missing)
    #expect(try store.records().map(\.key) == [Workload.keys[0]])
    #expect(try store.log(of: Workload.keys[0]) == [1])
    #expect(try store.log(of: Sample.key(9)) == nil)
    #expect(try store.journal(Sample.key(10)) == [3])
  }

  @Test func `only the records to keep, and their artifacts, stay`() throws {
    var workload = Workload()
    try workload.run(on: disk)
    let store = try open()
    // Questions 0 and 2 share an artifact.
    let report = try store.collectGarbage(keeping: [Workload.keys[0]])
    #expect(report.records == 2 && report.objects == 1)
    #expect(try store.record(for: Workload.keys[0]) != nil)
    #expect(try store.collectGarbage(keeping: []).objects == 1)
    #expect(try store.size() == StoreSize())
  }

  @Test func `records are durably gone before the first object goes`() throws {
    var workload = Workload()
    try workload.run(on: disk)
    let before = disk.log.count
    _ = try open().collectGarbage(keeping: [])
    let log = disk.log[before...]
    let objects = try #require(log.firstIndex { $0.operation == "rename" })
    for key in Workload.keys {
      let removed = try #require(
        log.firstIndex { $0.operation == "remove" && $0.path == .entry(.records, key) })
      let synced = try #require(
        log[removed...].firstIndex {
          $0.operation == "sync" && $0.path == .shelf(.records, key)
        })
      #expect(synced < objects)
    }
  }

  @Test func `leftovers and quarantine are cleared`() throws {
    let store = try open()
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    try disk.remove(StorePath.entry(.objects, digest).chunkTable)
    #expect(throws: StoreError.damaged(digest)) { try store.verifiedParts(digest) }
    try disk.makeFolder(.temporary(1))
    #expect(try store.size().quarantined == 1)
    let report = try store.collectGarbage()
    #expect(report.quarantined == 1 && report.leftovers == 1)
    #expect(try store.size() == StoreSize())
  }

  @Test func `it does not start while another process uses the store`() throws {
    let store = try open()
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    let other = try open()
    #expect(throws: StoreError.busy(path: "memory", seconds: 0)) { try store.collectGarbage() }
    // The one that failed still shares the store.
    #expect(throws: StoreError.busy(path: "memory", seconds: 0)) { try other.collectGarbage() }
    #expect(try other.presence(of: digest) == .whole)
  }

  @Test func `a lock ends with its holder`() throws {
    let store = try open()
    var other: DiskStore? = try open()
    #expect(other != nil)
    other = nil
    #expect(try store.collectGarbage().objects == 0)
    var claim = try store.claim(Sample.key(1), holder: "run 1")
    #expect(claim != nil)
    #expect(try store.claim(Sample.key(1), holder: "run 2") == nil)
    #expect(try store.claim(Sample.key(2), holder: "run 2") != nil)
    #expect(store.holder(of: Sample.key(1)) == "run 1")
    #expect(store.holder(of: Sample.key(3)) == nil)
    claim = nil
    #expect(try store.claim(Sample.key(1), holder: "run 2") != nil)
  }

  @Test func `a record of a newer program stops it before anything changes`() throws {
    var workload = Workload()
    try workload.run(on: disk)
    let store = try open()
    let frame = Frame(.record, version: 9, payload: [1, 2, 3])
    disk.with { state in
      state.tree.rot(.entry(.records, Workload.keys[2])) { $0 = frame.encoded }
    }
    let before = disk.tree.listing
    let place = "memory/\(StorePath.entry(.records, Workload.keys[2]))"
    let expected = StoreError.newer(path: place, format: 9)
    #expect(throws: expected) { try store.collectGarbage(keeping: []) }
    #expect(throws: expected) { try store.record(for: Workload.keys[2]) }
    #expect(disk.tree.listing == before)
  }

  @Test func `a record of an older layout is a plain miss that the next one replaces`() throws {
    var workload = Workload()
    try workload.run(on: disk)
    disk.with { state in
      let frame = Frame(.record, version: 0, payload: [1])
      state.tree.rot(.entry(.records, Workload.keys[1])) { $0 = frame.encoded }
    }
    let warnings = Warnings()
    let store = try open(warnings.options)
    #expect(try store.record(for: Workload.keys[1]) == nil)
    #expect(warnings.list.isEmpty)
    var second = Workload()
    try second.run(on: disk)
    #expect(try Workload.isRight(disk, expecting: Workload.keys))
  }

  @Test func `links and foreign things are reported and never followed`() throws {
    let store = try open()
    let shelf = try #require(StorePath.room(.objects).listed("zz"))
    try disk.makeFolder(shelf)
    let odd = try #require(shelf.listed("notes.txt"))
    disk.close(try disk.open(odd, for: .create))
    #expect(try store.verify().foreign == ["objects/zz/notes.txt"])
    _ = try store.collectGarbage()
    #expect(try store.verify().foreign == ["objects/zz/notes.txt"])
  }
}
