import Foundation
import Pipeline
import Store
import Testing

struct ShelfTests {
  @Test(arguments: [StoreRoom.records, .objects], [false, true])
  func `what lies where a shelf belongs is set aside`(room: StoreRoom, isLink: Bool) throws {
    let scratch = try Scratch()
    let warnings = Warnings()
    let store = try DiskStore(at: scratch.store, options: warnings.options)
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    let record = StoredRecord(key: Sample.key(1), artifact: digest)
    try store.save(record)
    let shelf = scratch.inside(.shelf(room, room == .records ? Sample.key(1) : digest))
    try FileManager.default.removeItem(atPath: shelf)
    if isLink {
      try FileManager.default.createSymbolicLink(atPath: shelf, withDestinationPath: "/tmp")
    } else {
      try Data().write(to: URL(fileURLWithPath: shelf))
    }
    let again = try DiskStore(at: scratch.store, options: warnings.options)
    let found = try again.verify()
    #expect(!found.isClean && found.damagedShelves.count == 1 && found.foreign == [])
    if isLink {
      // A run that meets it goes on.
      #expect(try again.record(for: Sample.key(1)) == nil)
    } else {
      #expect(try again.verify(repairing: true) == found)
    }
    #expect(try again.verify().isClean)
    #expect(try again.publish(kind: Sample.kind, parts: Sample.parts).digest == digest)
    try again.save(record)
    #expect(try again.record(for: Sample.key(1)) != nil)
    #expect(warnings.list == [.quarantined(path: shelf)])
  }

  @Test func `garbage is collected beside a shelf that is none`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store, options: Sample.options)
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    try store.save(StoredRecord(key: Sample.key(1), artifact: digest))
    let shelf = scratch.inside(.shelf(.objects, digest))
    try FileManager.default.removeItem(atPath: shelf)
    try Data().write(to: URL(fileURLWithPath: shelf))
    #expect(try store.collectGarbage().records == 1)
  }
}
