import Foundation
import Pipeline
import Store
import Testing

struct DamageTests {
  /// A store of one recorded artifact whose disk then rots.
  private struct Rotten {
    let tree: Tree
    let digest: Digest
    let key = Sample.key(1)
    var object: StorePath { .entry(.objects, digest) }

    init(_ parts: [Part] = Sample.parts) throws {
      let disk = MemoryDisk()
      let store = try DiskStore(on: disk, options: Sample.options)
      digest = try store.publish(kind: Sample.kind, parts: parts).digest
      try store.save(StoredRecord(key: key, artifact: digest, payload: [1, 2, 3]))
      try store.saveJournal([4, 5, 6], as: key)
      tree = disk.tree
    }

    func rot(_ path: StorePath, _ body: (inout [UInt8]) -> Void) -> MemoryDisk {
      var tree = tree
      tree.rot(path, body)
      return MemoryDisk(tree)
    }

    func size(_ path: StorePath) -> Int { tree.status(path)?.size ?? 0 }

    func part(_ name: String) throws -> StorePath { object.part(try #require(PartName(name))) }

    /// Whether a new process notices the damage, sets it aside with one warning, serves nothing
    /// of it, and works again once the artifact is published anew.
    func isNoticed(_ disk: MemoryDisk, _ parts: [Part]) throws -> Bool {
      let warnings = Warnings()
      let store = try DiskStore(on: disk, options: warnings.options)
      do {
        _ = try store.verifiedParts(digest)
        return false
      } catch {
        guard case .damaged(digest) = error else { return false }
      }
      guard try store.record(for: key) == nil, warnings.list.count == 1,
        try store.size().quarantined == 1
      else { return false }
      _ = try store.publish(kind: Sample.kind, parts: parts)
      return try store.record(for: key)?.artifact == digest && store.verify().isClean
    }
  }

  @Test(arguments: ["about.json", nil])
  func `every flipped bit of a small part or a chunk table is noticed`(part: String?) throws {
    let parts = [Part("about.json", text: "{\"rows\": 3}"), Part("m.npy", [[1, 2]])]
    let rotten = try Rotten(parts)
    let path = try part.map { try rotten.part($0) } ?? rotten.object.chunkTable
    for index in 0..<rotten.size(path) {
      for bit in 0..<8 {
        let disk = rotten.rot(path) { $0[index] ^= 1 << bit }
        #expect(try rotten.isNoticed(disk, parts), "byte \(index), bit \(bit)")
      }
    }
  }

  @Test func `every flipped bit of a record makes it a miss in quarantine`() throws {
    let rotten = try Rotten()
    let path = StorePath.entry(.records, rotten.key)
    for index in 0..<rotten.size(path) {
      for bit in 0..<8 {
        let warnings = Warnings()
        let disk = rotten.rot(path) { $0[index] ^= 1 << bit }
        let store = try DiskStore(on: disk, options: warnings.options)
        #expect(try store.record(for: rotten.key) == nil)
        #expect(warnings.list == [.quarantined(path: "memory/\(path)")])
        #expect(try store.size().quarantined == 1)
      }
    }
  }

  @Test func `every flipped bit of a journal makes it none`() throws {
    let rotten = try Rotten()
    let path = StorePath.entry(.journals, rotten.key)
    for index in 0..<rotten.size(path) {
      for bit in 0..<8 {
        let disk = rotten.rot(path) { $0[index] ^= 1 << bit }
        let store = try DiskStore(on: disk, options: Sample.options)
        #expect(try store.journal(rotten.key) == nil)
      }
    }
  }

  @Test func `every flipped bit of the marker is repaired with a warning`() throws {
    let rotten = try Rotten()
    for index in 0..<rotten.size(.marker) {
      for bit in 0..<8 {
        let warnings = Warnings()
        let disk = rotten.rot(.marker) { $0[index] ^= 1 << bit }
        let store = try DiskStore(on: disk, options: warnings.options)
        #expect(warnings.list == [.markerRenewed(path: "memory/malleus-store")])
        #expect(try store.record(for: rotten.key) != nil)
        #expect(disk.tree.listing == rotten.tree.listing)
      }
    }
  }

  @Test func `random flips in a part of several chunks are noticed`() throws {
    let (parts, rotten) = try large()
    var random = SplitMix(3)
    for _ in 0..<(isFullTier ? 10_000 : 60) {
      let index = Int.random(in: 0..<Self.largeSize, using: &random)
      let bit = UInt8.random(in: 0..<8, using: &random)
      let disk = try rotten.rot(rotten.part("k.npy")) { $0[index] ^= 1 << bit }
      #expect(try rotten.isNoticed(disk, parts), "byte \(index), bit \(bit)")
    }
  }

  private static let largeSize = (9 << 20) + 17

  private func large() throws -> ([Part], Rotten) {
    var random = SplitMix(2)
    let block = random.bytes(4096)
    let content = (0..<Self.largeSize).map {
      block[$0 % 4096] ^ UInt8(truncatingIfNeeded: $0 >> 12)
    }
    let parts = [Part("k.npy", [content])]
    return (parts, try Rotten(parts))
  }

  @Test func `truncation, zeros and added bytes are noticed`() throws {
    let (parts, rotten) = try large()
    let path = try rotten.part("k.npy")
    let size = Self.largeSize
    var changes: [(String, (inout [UInt8]) -> Void)] = [
      ("empty", { $0 = [] }),
      ("last page zero", { bytes in for index in (size - 4096)..<size { bytes[index] = 0 } }),
      ("one byte more", { $0.append(0) }),
      ("a page more", { $0 += [UInt8](repeating: 0, count: 4096) }),
    ]
    for length in stride(from: 4096, to: size, by: isFullTier ? 4096 : 40 * 4096) {
      changes.append(("cut at \(length)", { $0.removeLast(size - length) }))
    }
    for (name, change) in changes {
      #expect(try rotten.isNoticed(rotten.rot(path, change), parts), "\(name)")
    }
  }

  @Test func `swapped objects and old records under new names are noticed`() throws {
    let disk = MemoryDisk()
    let warnings = Warnings()
    let first = try DiskStore(on: disk, options: Sample.options)
    let digests = try (0..<2).map {
      try first.publish(kind: "Table", parts: Workload.parts($0)).digest
    }
    for index in 0..<2 { try first.save(Workload.record(index, digests[index])) }
    let spare = StorePath.temporary(1)
    for room in [StoreRoom.objects, .records] {
      let names = room == .objects ? digests : Array(Workload.keys.prefix(2))
      try disk.rename(.entry(room, names[0]), to: spare)
      try disk.rename(.entry(room, names[1]), to: .entry(room, names[0]))
      try disk.rename(spare, to: .entry(room, names[1]))
    }
    let check = try first.verify()
    #expect(check.damagedObjects == digests.sorted())
    #expect(Set(check.damagedRecords) == Set(Workload.keys.prefix(2)))
    let second = try DiskStore(on: disk, options: warnings.options)
    for index in 0..<2 {
      #expect(try second.record(for: Workload.keys[index]) == nil)
      #expect(throws: StoreError.damaged(digests[index])) {
        try second.verifiedParts(digests[index])
      }
    }
    #expect(warnings.list.count == 4)
  }

  @Test func `each file that is missing makes a miss and nothing worse`() throws {
    let rotten = try Rotten()
    let files = try [
      rotten.part("about.json"), rotten.part("matrix.npy"), rotten.part("empty.csv"),
      rotten.object.chunkTable, StorePath.entry(.records, rotten.key),
    ]
    for file in files {
      let disk = MemoryDisk(rotten.tree)
      try disk.remove(file)
      let store = try DiskStore(on: disk, options: Sample.options)
      #expect(try store.record(for: rotten.key) == nil)
      let again = try store.publish(kind: Sample.kind, parts: Sample.parts)
      try store.save(StoredRecord(key: rotten.key, artifact: again.digest))
      #expect(try store.record(for: rotten.key) != nil)
      #expect(try store.verifiedParts(rotten.digest).parts.names.count == 3)
    }
  }

  @Test func `verify names exactly what is damaged, and repair removes it`() throws {
    let disk = MemoryDisk()
    let store = try DiskStore(on: disk, options: Sample.options)
    var digests: [Digest] = []
    for index in 0..<40 {
      let parts = [Part("n.csv", text: "\(index)\n")]
      digests.append(try store.publish(kind: "Table", parts: parts).digest)
      try store.save(StoredRecord(key: Sample.key(index), artifact: digests[index]))
    }
    #expect(
      try store.verify()
        == expected {
          $0.objects = 40; $0.records = 40
        })
    let part = try #require(PartName("n.csv"))
    var random = SplitMix(5)
    let bad = Array((0..<40).shuffled(using: &random).prefix(9))
    disk.with { state in
      for index in bad.prefix(6) {
        state.tree.rot(.entry(.objects, digests[index]).part(part)) { $0[0] ^= 4 }
      }
      for index in bad.suffix(3) {
        state.tree.rot(.entry(.records, Sample.key(index))) { $0[70] ^= 1 }
      }
    }
    let found = expected {
      $0.objects = 40
      $0.records = 40
      $0.damagedObjects = bad.prefix(6).map { digests[$0] }.sorted()
      $0.damagedRecords = bad.suffix(3).map(Sample.key).sorted()
    }
    #expect(try store.verify() == found)
    #expect(try store.verify(repairing: true) == found)
    let repaired = try store.verify()
    #expect(repaired.isClean && repaired.objects == 34 && repaired.records == 37)
    #expect(Set(repaired.dangling) == Set(bad.prefix(6).map(Sample.key)))
  }

  private func expected(_ body: (inout StoreCheck) -> Void) -> StoreCheck {
    var check = StoreCheck()
    body(&check)
    return check
  }

  @Test func `a touched file is checked again, and an untouched one only once`() throws {
    let rotten = try Rotten()
    let disk = MemoryDisk(rotten.tree)
    disk.with { $0.tree.clock += 3_600_000_000_000 }
    let store = try DiskStore(on: disk, options: Sample.options)
    _ = try store.verifiedParts(rotten.digest)
    #expect(store.isUntouched(rotten.digest))
    #expect(try store.presence(of: rotten.digest) == .whole)
    let path = try rotten.part("about.json")
    disk.with { state in
      state.tree.rot(path) { $0[0] ^= 1 }
      state.tree.changed[Int(state.tree.status(path)?.inode ?? 0)] = state.tree.clock
    }
    #expect(!store.isUntouched(rotten.digest))
    #expect(try store.presence(of: rotten.digest) == .touched)
    #expect(throws: StoreError.damaged(rotten.digest)) { try store.verifiedParts(rotten.digest) }
  }

  @Test func `an object that was only touched is a hit and looks whole afterwards`() throws {
    let rotten = try Rotten()
    let disk = MemoryDisk(rotten.tree)
    let path = try rotten.part("about.json")
    disk.with { state in
      state.tree.changed[Int(state.tree.status(path)?.inode ?? 0)] = state.tree.clock + 1
    }
    let store = try DiskStore(on: disk, options: Sample.options)
    #expect(try store.presence(of: rotten.digest) == .touched)
    #expect(try store.record(for: rotten.key) != nil)
    #expect(try store.presence(of: rotten.digest) == .whole)
  }
}
