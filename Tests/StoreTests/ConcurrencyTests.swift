import Foundation
import Pipeline
import Store
import Synchronization
import Testing

struct ConcurrencyTests {
  /// Does `body` on threads of their own at once and gives the errors.
  private func together(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void)
    -> [any Error]
  {
    let errors = Witness()
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      Thread.detachNewThread {
        do { try body(index) } catch { errors.add(error) }
        group.leave()
      }
    }
    group.wait()
    return errors.list
  }

  @Test(arguments: [true, false])
  func `many users of one store publish the same and different things`(locking: Bool) throws {
    for _ in 0..<(isFullTier ? 200 : 5) {
      let scratch = try Scratch()
      let path = scratch.store
      let errors = together(8) { index in
        let disk = try PosixDisk(at: path, create: true, locking: locking)
        let store = try DiskStore(on: disk, options: Sample.options)
        for number in 0..<6 {
          let shared = number % 2 == 0
          let text = shared ? "shared \(number)" : "own \(index) \(number)"
          let digest = try store.publish(kind: "Table", parts: [Part("n.csv", text: text)]).digest
          let key = Digest(hashing: text)
          try store.save(StoredRecord(key: key, artifact: digest))
          guard try store.record(for: key)?.artifact == digest,
            try store.verifiedParts(digest).parts.bytes("n.csv").array == Array(text.utf8)
          else { throw StoreError.missing(digest) }
        }
      }
      #expect(errors.isEmpty, "\(errors)")
      let check = try DiskStore(at: path, options: Sample.options).verify()
      #expect(check.isClean && check.foreign.isEmpty)
      #expect(check.objects == 3 + 8 * 3 && check.records == check.objects)
      #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/tmp").isEmpty)
    }
  }

  @Test func `one claim at a time, and everybody gets it in the end`() throws {
    let scratch = try Scratch()
    let path = scratch.store
    let holders = Witness()
    let errors = together(6) { index in
      let store = try DiskStore(at: path, options: Sample.options)
      while true {
        if let claim = try store.claim(Sample.key(1), holder: "user \(index)") {
          holders.enter()
          usleep(500)
          holders.leave()
          withExtendedLifetime(claim) {}
          return
        }
        usleep(200)
      }
    }
    #expect(errors.isEmpty)
    #expect(holders.most == 1)
    #expect(holders.entries == 6)
  }

  @Test func `garbage collection beside running pipelines harms none`() throws {
    let scratch = try Scratch()
    let path = scratch.store
    let errors = together(4) { index in
      for round in 0..<(isFullTier ? 200 : 10) {
        var options = Sample.options
        options.patience = .seconds(30)
        let store = try DiskStore(at: path, options: options)
        if index == 0 {
          _ = try store.collectGarbage(keeping: round % 2 == 0 ? [] : nil)
          continue
        }
        let text = "round \(round) of \(index)"
        let digest = try store.publish(kind: "Table", parts: [Part("n.csv", text: text)]).digest
        try store.save(StoredRecord(key: Digest(hashing: text), artifact: digest))
        _ = try store.verifiedParts(digest)
        guard try store.record(for: Digest(hashing: text)) != nil else {
          throw StoreError.missing(digest)
        }
      }
    }
    #expect(errors.isEmpty, "\(errors)")
    let check = try DiskStore(at: path, options: Sample.options).verify()
    #expect(check.isClean && check.dangling.isEmpty)
  }
}

/// What several threads saw and did at once.
private final class Witness: Sendable {
  private struct Seen {
    var errors: [any Error] = []
    var inside = 0
    var most = 0
    var entries = 0
  }

  private let seen = Mutex(Seen())

  var list: [any Error] { seen.withLock { $0.errors } }
  var most: Int { seen.withLock { $0.most } }
  var entries: Int { seen.withLock { $0.entries } }

  func add(_ error: any Error) { seen.withLock { $0.errors.append(error) } }

  func enter() {
    seen.withLock { seen in
      seen.inside += 1
      seen.entries += 1
      seen.most = max(seen.most, seen.inside)
    }
  }

  func leave() { seen.withLock { $0.inside -= 1 } }
}
