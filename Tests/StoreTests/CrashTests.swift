import Foundation
import Pipeline
import Store
import Testing

/// Whether the long tables are asked for.
let isFullTier = ProcessInfo.processInfo.environment["MALLEUS_RELIABILITY"] == "full"

struct CrashTests {
  @Test func `power lost after any operation serves nothing wrong and loses nothing recorded`()
    throws
  {
    let calm = try Workload.undisturbed().listing
    for stop in 0...(try Workload.operations()) {
      let disk = MemoryDisk(trouble: .stop(at: stop))
      var workload = Workload()
      try? workload.run(on: disk)
      for seed in 0..<(isFullTier ? 100 : 20) {
        let after = MemoryDisk(disk.tree.afterPowerLoss(seed: seed))
        let place: Comment = "stop \(stop), seed \(seed)"
        #expect(try Workload.isRight(after, expecting: workload.saved), place)
        var second = Workload()
        try second.run(on: after)
        #expect(try Workload.isRight(after, expecting: Workload.keys), place)
        _ = try DiskStore(on: after, options: Sample.options).collectGarbage()
        #expect(after.tree.listing == calm, place)
      }
    }
  }

  @Test func `a kill at any operation leaves a store that works and can be tidied completely`()
    throws
  {
    let calm = try Workload.undisturbed().listing
    for stop in 0...(try Workload.operations()) {
      let disk = MemoryDisk(trouble: .stop(at: stop))
      var workload = Workload()
      try? workload.run(on: disk)
      let after = MemoryDisk(disk.tree.afterKill)
      #expect(try Workload.isRight(after, expecting: workload.saved), "stop \(stop)")
      var second = Workload()
      try second.run(on: after)
      _ = try DiskStore(on: after, options: Sample.options).collectGarbage()
      #expect(after.tree.listing == calm, "stop \(stop)")
    }
  }

  @Test func `garbage collection that dies at any operation hurts nothing`() throws {
    let full = MemoryDisk()
    var workload = Workload()
    try workload.run(on: full)
    let keep = Set([Workload.keys[1]])
    let count = full.log.count
    _ = try DiskStore(on: full, options: Sample.options).collectGarbage(keeping: keep)
    let calm = full.tree.listing
    for stop in count...full.log.count {
      let disk = MemoryDisk(trouble: .stop(at: stop))
      var workload = Workload()
      try workload.run(on: disk)
      _ = try? DiskStore(on: disk, options: Sample.options).collectGarbage(keeping: keep)
      let trees = [disk.tree.afterKill] + (0..<20).map { disk.tree.afterPowerLoss(seed: $0) }
      for tree in trees {
        let after = MemoryDisk(tree)
        #expect(try Workload.isRight(after, expecting: Array(keep)), "stop \(stop)")
        _ = try DiskStore(on: after, options: Sample.options).collectGarbage(keeping: keep)
        #expect(after.tree.listing == calm, "stop \(stop)")
      }
    }
  }

  @Test func `what publish and save return for is durable`() throws {
    let disk = MemoryDisk()
    let store = try DiskStore(on: disk, options: Sample.options)
    #expect(disk.tree.isDurable(.marker))
    for index in Workload.keys.indices {
      let artifact = try store.publish(kind: "Table", parts: Workload.parts(index)).digest
      #expect(disk.tree.isDurable(.entry(.objects, artifact)))
      try store.save(Workload.record(index, artifact))
      #expect(disk.tree.isDurable(.entry(.records, Workload.keys[index])))
    }
  }

  @Test func `every file is synced before the rename that shows it`() throws {
    let disk = MemoryDisk()
    var workload = Workload()
    try workload.run(on: disk)
    var synced: Set<StorePath> = []
    var created: [StorePath] = []
    for entry in disk.log {
      switch entry.operation {
      case "create" where entry.path != .reserve: created.append(entry.path)
      case "sync": synced.insert(entry.path)
      case "rename":
        #expect(created.allSatisfy(synced.contains), "before \(entry.path)")
        created = []
      default: break
      }
    }
    #expect(!synced.isEmpty)
  }
}
