import Foundation
import Pipeline
import Store
import Testing

/// What a stage keeps while it runs, on a disk that forgets, tears, fills up and rots.
struct CheckpointTests {
  private let disk = MemoryDisk()
  private static let question = Sample.key(1)
  private static let records: [[UInt8]] = [[1, 2, 3], [], [4], Array(5...40)]

  private func open(
    _ name: String = "rows", of question: Digest = question, on disk: (any Disk)? = nil
  ) throws -> StoredCheckpoint {
    let store = try DiskStore(on: disk ?? self.disk, options: Sample.options)
    let claim = try #require(try store.claim(question, holder: "a test"))
    return try store.checkpoint(name, under: claim, cores: { 2 })
  }

  private func fill(_ checkpoint: some Checkpoint) throws {
    for record in Self.records {
      // In pieces, which leave no trace.
      try checkpoint.append([Array(record.prefix(1)), Array(record.dropFirst(1))])
    }
  }

  private func all(_ checkpoint: some Checkpoint) throws -> [[UInt8]] {
    try (0..<checkpoint.count).map { try checkpoint.record($0).array }
  }

  private func path(_ file: CheckpointFile) throws -> StorePath {
    .checkpoint(try #require(PartName("rows")), of: Self.question, file)
  }

  @Test func `records are found again, one by one and joined`() throws {
    try fill(try open())
    let checkpoint = try open()
    #expect(try all(checkpoint) == Self.records)
    #expect(try checkpoint.joined().array == Self.records.flatMap { $0 })
    try checkpoint.append([[7]])
    #expect(try all(try open()) == Self.records + [[7]])
  }

  @Test func `an opened one leaves no file open behind it`() throws {
    try fill(try open())
    #expect(disk.openFiles == 0)
    disk.with { $0.locking = false }
    try fill(try open())
    #expect(disk.openFiles == 0)
  }

  @Test func `nothing is synced but what claims the question`() throws {
    let store = try DiskStore(on: disk, options: Sample.options)
    let claim = try #require(try store.claim(Self.question, holder: "a test"))
    let before = disk.log.count
    try fill(try store.checkpoint("rows", under: claim))
    #expect(!disk.log[before...].contains { $0.operation == "sync" })
  }

  @Test func `dropped records give their space back, the index first`() throws {
    let checkpoint = try open()
    try fill(checkpoint)
    let before = disk.log.count
    try checkpoint.truncate(to: 3)
    #expect(
      disk.log[before...].filter { $0.operation == "truncate" }.map(\.path)
        == [try path(.index), try path(.payload)])
    #expect(disk.tree.status(try path(.payload))?.size == 4)
    #expect(disk.tree.status(try path(.index))?.size == 3 * 48)
    try checkpoint.append([[9, 9]])
    try checkpoint.truncate(to: 10)
    #expect(try all(try open()) == Self.records.prefix(3) + [[9, 9]])
  }

  @Test(arguments: [CheckpointFile.payload, .index])
  func `a flipped bit ends the sequence at its record, and the files there`(
    file: CheckpointFile
  ) throws {
    try fill(try open())
    let calm = disk.tree
    let path = try path(file)
    let size = try #require(calm.status(path)?.size)
    for bit in 0..<(size * 8) {
      let rotten = MemoryDisk(calm)
      rotten.with { state in state.tree.rot(path) { $0[bit / 8] ^= 1 << UInt8(bit % 8) } }
      let found = try open(on: rotten)
      let whole =
        file == .index ? bit / 8 / 48 : [0, 0, 0, 2][min(bit / 8, 3)] + (bit / 8 > 3 ? 1 : 0)
      #expect(try all(found) == Array(Self.records.prefix(whole)), "bit \(bit)")
      let bytes = Self.records.prefix(whole).reduce(0) { $0 + $1.count }
      #expect(rotten.tree.status(try self.path(.payload))?.size == bytes)
      #expect(rotten.tree.status(try self.path(.index))?.size == whole * 48)
    }
  }

  @Test(arguments: [CheckpointFile.payload, .index])
  func `a file cut off anywhere costs the records it has lost`(file: CheckpointFile) throws {
    try fill(try open())
    let calm = disk.tree
    let path = try path(file)
    for size in 0...(try #require(calm.status(path)?.size)) {
      let torn = MemoryDisk(calm)
      torn.with { state in state.tree.rot(path) { $0.removeLast($0.count - size) } }
      let found = try all(try open(on: torn))
      #expect(found == Array(Self.records.prefix(found.count)))
      let bytes = found.reduce(0) { $0 + $1.count }
      let next = Self.records.dropFirst(found.count).first
      if file == .index { #expect(found.count == size / 48) }
      if file == .payload {
        #expect(bytes <= size && (next.map { bytes + $0.count > size } ?? true))
      }
    }
  }

  @Test func `a stop or a loss of power leaves the beginning of something that was there`() throws {
    /// Appends, drops and appends again; gives what was there after each step.
    func work(_ disk: MemoryDisk) throws -> [[[UInt8]]] {
      let checkpoint = try open(on: disk)
      var history: [[[UInt8]]] = []
      let steps: [() throws -> Void] = [
        { try checkpoint.append([[1, 1]]) }, { try checkpoint.append([[2, 2]]) },
        { try checkpoint.append([[3, 3]]) }, { try checkpoint.truncate(to: 1) },
        { try checkpoint.append([[4, 4]]) }, { try checkpoint.append([[3, 3], [5]]) },
      ]
      for step in steps {
        try step()
        history.append(try all(checkpoint))
      }
      return history
    }
    let history = try work(disk)
    for stop in 0...disk.log.count {
      let stopped = MemoryDisk(trouble: .stop(at: stop))
      _ = try? work(stopped)
      let trees = [stopped.tree.afterKill] + (0..<40).map { stopped.tree.afterPowerLoss(seed: $0) }
      for tree in trees {
        let found = try all(try open(on: MemoryDisk(tree)))
        #expect(history.contains { $0.starts(with: found) }, "stop \(stop): \(found)")
      }
    }
  }

  @Test func `questions and names do not share`() throws {
    try fill(try open())
    #expect(try open("others").count == 0)
    #expect(try open(of: Sample.key(2)).count == 0)
    // Not even when somebody copies the files.
    for file in CheckpointFile.allCases {
      let bytes = try #require(try content(try path(file)))
      let other = StorePath.checkpoint(
        try #require(PartName("rows")), of: Sample.key(2), file)
      disk.with { state in state.tree.rot(other) { $0 = bytes } }
    }
    #expect(try open(of: Sample.key(2)).count == 0)
  }

  private func content(_ path: StorePath) throws -> [UInt8]? {
    let file = try disk.open(path, for: .read)
    defer { disk.close(file) }
    return try disk.read(file).array
  }

  @Test func `without locks everybody has one of his own that ends with him`() throws {
    disk.with { $0.locking = false }
    let store = try DiskStore(on: disk, options: Sample.options)
    let before = disk.tree.listing
    let claims = try (0..<2).map { try #require(try store.claim(Self.question, holder: "\($0)")) }
    let checkpoints = try claims.map { try store.checkpoint("rows", under: $0) }
    try fill(checkpoints[0])
    try checkpoints[1].append([[8]])
    #expect(try all(checkpoints[0]) == Self.records)
    #expect(try all(checkpoints[1]) == [[8]])
    #expect(
      disk.tree.listing.filter { !$0.hasPrefix("locks/") }
        == before.filter { !$0.hasPrefix("locks/") })
  }

  @Test func `a full disk is said with numbers, and costs the record that did not fit`() throws {
    let store = try DiskStore(on: disk, options: Sample.options)
    let claim = try #require(try store.claim(Self.question, holder: "a test"))
    let checkpoint = try store.checkpoint("rows", under: claim)
    try fill(checkpoint)
    let sizes = try CheckpointFile.allCases.map { disk.tree.status(try path($0))?.size }
    for room in 0..<68 {
      disk.with { $0.capacity = $0.tree.bytesUsed + room }
      #expect(
        throws: StageError.machine(
          cause:
            "memory/\(try path(room < 20 ? .payload : .index)): the disk or your quota is full, "
            + "20 bytes wanted, 0 free",
          remedy: "make room, or run malleus store gc")
      ) { try checkpoint.append([[UInt8](repeating: 6, count: 20)]) }
      #expect(try CheckpointFile.allCases.map { disk.tree.status(try path($0))?.size } == sizes)
    }
    disk.with { $0.capacity = .max }
    try checkpoint.append([[6]])
    #expect(try all(checkpoint) == Self.records + [[6]])
  }

  @Test func `a record that changed after it was written is not made into an answer`() throws {
    let checkpoint = try open()
    try fill(checkpoint)
    let path = try path(.payload)
    disk.with { state in state.tree.rot(path) { $0[5] ^= 1 } }
    #expect(
      throws: StageError.damaged(
        part: "\(path)", cause: "a record is not any more what was written")
    ) { try checkpoint.joined() }
  }

  @Test func `garbage collection removes those of answered questions, and others on demand`()
    throws
  {
    try fill(try open())
    try fill(try open(of: Sample.key(2)))
    let store = try DiskStore(on: disk, options: Sample.options)
    let artifact = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    try store.save(StoredRecord(key: Sample.key(2), artifact: artifact))
    #expect(try store.size().checkpoints == 2)
    #expect(try store.size().checkpointBytes == 2 * (40 + 4 * 48))
    let check = try store.verify()
    #expect(check.isClean && check.foreign.isEmpty && check.checkpoints == 2)
    let first = try store.collectGarbage()
    #expect(first.checkpoints == 1 && first.bytes == 40 + 4 * 48)
    #expect(first.keptCheckpoints == 1 && first.keptBytes == 40 + 4 * 48)
    #expect(try open().count == 4)
    let second = try store.collectGarbage(keepingCheckpoints: false)
    #expect(second.checkpoints == 1 && second.keptCheckpoints == 0)
    #expect(try open().count == 0)
  }

  @Test func `on a real disk large records are mapped and outlive their files`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store, options: Sample.options)
    var random = SplitMix(3)
    let rows = (0..<3).map { _ in random.bytes(100_001) }
    do {
      let claim = try #require(try store.claim(Self.question, holder: "a test"))
      let checkpoint = try store.checkpoint("rows", under: claim, cores: { 2 })
      for row in rows { try checkpoint.append([row]) }
      try checkpoint.append([[1]])
      try checkpoint.truncate(to: 3)
    }
    let joined: any Bytes
    do {
      let claim = try #require(try store.claim(Self.question, holder: "a test"))
      let checkpoint = try store.checkpoint("rows", under: claim)
      #expect(try all(checkpoint) == rows)
      joined = try checkpoint.joined()
      try store.removeCheckpoints(of: Self.question)
    }
    #expect(try store.size().checkpoints == 0)
    let published = try store.publish(kind: "Kernel", parts: [Part("k.npy", [joined])])
    let plain = try store.publish(kind: "Kernel", parts: [Part("k.npy", rows)])
    #expect(published == plain)
    #expect(joined.array == rows.flatMap { $0 })
  }

  @Test func `a name that is no name is refused`() throws {
    #expect(throws: StoreError.badPartName("../x")) { try open("../x") }
  }
}
