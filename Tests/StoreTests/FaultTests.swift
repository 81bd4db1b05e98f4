import Foundation
import Pipeline
import Store
import Testing

struct FaultTests {
  static let codes = [ENOSPC, EDQUOT, EFBIG, EIO, EROFS, EACCES, EMFILE, ENOMEM, ESTALE]

  @Test(arguments: codes)
  func `a failure of any operation is reported, leaves nothing, and the next run succeeds`(
    code: Int32
  ) throws {
    let calm = try Workload.undisturbed().listing
    var reported = 0
    let operations = try Workload.operations()
    for index in 0..<operations {
      let disk = MemoryDisk(trouble: .fail(at: index, code: code))
      var workload = Workload()
      let place: Comment = "\(disk.log) \(index)"
      do {
        try workload.run(on: disk)
      } catch {
        reported += 1
        #expect(names(error, code), "\(error) at \(index)")
      }
      #expect(disk.log.filter(\.failed).count == 1)
      #expect(disk.openFiles == 0)
      #expect(disk.tree.status(.marker) == nil || leftovers(disk).isEmpty, place)
      #expect(try Workload.isRight(disk, expecting: workload.saved))
      var second = Workload()
      try second.run(on: disk)
      _ = try DiskStore(on: disk, options: Sample.options).collectGarbage()
      #expect(disk.tree.listing == calm)
    }
    #expect(reported > operations * 9 / 10)
  }

  /// Whether an error says what the system said, about a path.
  private func names(_ error: StoreError, _ code: Int32) -> Bool {
    switch error {
    case .full(let path, _, let free):
      [ENOSPC, EDQUOT].contains(code) && path.hasPrefix("memory") && free != nil
    case .io(let failure): failure.code == code && failure.path.hasPrefix("memory")
    default: false
    }
  }

  private func leftovers(_ disk: MemoryDisk) -> [String] {
    disk.tree.listing.filter { $0.hasPrefix("tmp/") && $0 != "tmp/" }
  }

  @Test func `a failed sync is not tried again`() throws {
    for index in 0..<(try Workload.operations()) {
      let disk = MemoryDisk(trouble: .fail(at: index, code: EIO))
      var workload = Workload()
      try? workload.run(on: disk)
      guard let failed = disk.log.firstIndex(where: \.failed),
        disk.log[failed].operation == "sync"
      else { continue }
      let later = disk.log[(failed + 1)...]
      #expect(!later.contains { $0.operation == "sync" }, "\(disk.log[failed])")
    }
  }

  @Test func `a write that takes a part at a time loses nothing`() throws {
    let disk = MemoryDisk()
    disk.with { $0.shortWrites = true }
    var workload = Workload()
    try workload.run(on: disk)
    #expect(try Workload.isRight(disk, expecting: Workload.keys))
  }

  @Test func `on a full disk of any size the error gives the numbers and nothing is left`() throws {
    let need = try Workload.undisturbed().bytesUsed
    let calm = try Workload.undisturbed().listing
    for step in 0..<200 {
      let capacity = need * step / 200
      let disk = MemoryDisk()
      disk.with { $0.capacity = capacity }
      var workload = Workload()
      do {
        try workload.run(on: disk)
      } catch {
        guard case .full(let path, let wanted, let free) = error else {
          Issue.record("\(error) at \(capacity)")
          continue
        }
        #expect(path.hasPrefix("memory/"))
        #expect(wanted > 0)
        #expect((free ?? .max) <= capacity)
      }
      #expect(leftovers(disk).isEmpty)
      disk.with { $0.capacity = .max }
      var second = Workload()
      try second.run(on: disk)
      _ = try DiskStore(on: disk, options: Sample.options).collectGarbage()
      #expect(disk.tree.listing == calm)
    }
  }

  @Test func `what would not fit is refused before anything is written`() throws {
    let disk = MemoryDisk()
    let store = try DiskStore(on: disk, options: Sample.options)
    disk.with { $0.capacity = $0.tree.bytesUsed + 100 }
    let calm = disk.tree.listing
    #expect(throws: Never.self) { try store.checkRoom(for: 100) }
    #expect(throws: StoreError.full(path: "memory", wanted: 101, free: 100)) {
      try store.checkRoom(for: 101)
    }
    #expect(disk.tree.listing == calm)
  }

  @Test func `the reserve lets garbage collection start on a full disk`() throws {
    let disk = MemoryDisk()
    let store = try DiskStore(on: disk, options: Sample.options)
    _ = try store.publish(kind: "Table", parts: Workload.parts(0))
    disk.with { $0.capacity = $0.tree.bytesUsed }
    #expect(throws: StoreError.self) {
      try store.publish(kind: "Table", parts: Workload.parts(1))
    }
    #expect(try store.collectGarbage().objects == 1)
    #expect(disk.tree.status(.reserve)?.size == Sample.reserve)
    _ = try store.publish(kind: "Table", parts: Workload.parts(1))
  }

  @Test func `without locks the store works and says so`() throws {
    let disk = MemoryDisk()
    disk.with { $0.locking = false }
    let warnings = Warnings()
    var workload = Workload()
    try workload.run(on: disk, options: warnings.options)
    #expect(warnings.list == [.noLocks(path: "memory")])
    #expect(try Workload.isRight(disk, expecting: Workload.keys))
    let store = try DiskStore(on: disk, options: Sample.options)
    #expect(throws: StoreError.noLocks(path: "memory")) { try store.collectGarbage() }
    #expect(try store.collectGarbage(trustingNobodyElse: true).objects == 0)
    let claim = try store.claim(Sample.key(1), holder: "a")
    let other = try store.claim(Sample.key(1), holder: "b")
    #expect(claim != nil && other != nil)
  }
}
