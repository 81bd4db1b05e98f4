import Engine
import Executors
import Foundation
import Pipeline
import Store
import Synchronization
import Testing

@Suite struct `A stage runner` {
  let shelf = MemoryShelf()
  var runner: StageRunner { StageRunner(catalog: toys, shelf: shelf) }

  func publish(_ value: String) throws -> StoredArtifact {
    let job = Job(node: 0, stage: "Constant", settings: [NamedSetting("value", .scalar(value))])
    return try #require(runner.run(job).artifact)
  }

  @Test func `reads settings and publishes the answer with its shape`() throws {
    let artifact = try publish("7")
    #expect(artifact.kind == "Number")
    #expect(artifact.shape == ["value": 7])
    #expect(artifact.bytes == 1)
  }

  @Test func `wires stored inputs in list order, passes cores on, and tells progress and notes`()
    throws
  {
    let told = Mutex<[String]>([])
    let hooks = JobHooks(
      cores: { 5 },
      report: { progress in told.withLock { $0.append("\(progress.done)/\(progress.total)") } },
      note: { line in told.withLock { $0.append(line) } })
    let inputs = try ["2", "3", "2"].map {
      JobInput(port: "numbers", artifact: try publish($0).digest)
    }
    let report = runner.run(Job(node: 1, stage: "Sum", inputs: inputs), hooks: hooks)
    #expect(report.artifact?.shape == ["value": 7])
    #expect(told.withLock { $0 } == ["1/3", "2/3", "3/3", "cores: 5, lineage: 0"])
  }

  @Test func `passes the words of a failed stage on`() {
    let failure = runner.run(Job(node: 0, stage: "Refusal")).failure
    #expect(failure == JobFailure(.stage, "pivot 3 is -1; raise ridge"))
  }

  @Test func `does not run a stage of another tool`() {
    let failure = runner.run(Job(node: 0, stage: "Foreign")).failure
    #expect(failure == JobFailure(.stage, "this tool has no stage called Foreign"))
  }

  @Test func `names the damaged input`() {
    let digest = Digest(hashing: "lost")
    let job = Job(node: 0, stage: "Sum", inputs: [JobInput(port: "numbers", artifact: digest)])
    let failure = runner.run(job).failure
    #expect(failure == JobFailure(.damagedInput, "nothing here", artifact: digest))
  }

  @Test func `finds what another process answered while the question was being asked`() throws {
    let key = Digest(hashing: "question")
    let job = Job(
      node: 0, key: key, stage: "Constant", settings: [NamedSetting("value", .scalar("7"))])
    let told = Mutex<[String]>([])
    let hooks = JobHooks(note: { line in told.withLock { $0.append(line) } })
    let first = runner.run(job, hooks: hooks)
    let artifact = try #require(first.artifact)
    #expect(first.result == .published(artifact))
    #expect(told.withLock { $0 } == [])
    try shelf.save(Record(runKey: key, artifact: artifact, seconds: 40))
    let second = runner.run(job, hooks: hooks)
    #expect(second == JobReport(result: .found(artifact), seconds: 40, peakMemory: 0))
    #expect(told.withLock { $0 } == ["computed by another run in the meantime"])
  }

  @Test func `does not start a stage whose artifact would not fit`() {
    let runner = StageRunner(catalog: toys, shelf: MemoryShelf(freeBytes: 10))
    func failure(_ bytes: Int) -> JobFailure? {
      runner.run(Job(node: 0, stage: "Refusal", expectedBytes: bytes)).failure
    }
    #expect(failure(11) == JobFailure(.machine, "the shelf is full"))
    #expect(failure(10) == JobFailure(.stage, "pivot 3 is -1; raise ridge"))
  }

  @Test func `a full disk stops the job that asks for it, and guesses of a few bytes stop none`()
    throws
  {
    let folder = NSTemporaryDirectory() + "malleus-shelf-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let shelf = StoreShelf(try DiskStore(at: folder))
    let failure = #expect(throws: JobFailure.self) { try shelf.checkRoom(for: 1 << 60) }
    #expect(failure?.cause == .machine)
    #expect(throws: Never.self) { try shelf.checkRoom(for: 1 << 20) }
  }

  @Test func `does not start a stage after the run was interrupted`() {
    let report = runner.run(Job(node: 0, stage: "Patience"), hooks: JobHooks(isCancelled: { true }))
    #expect(report.failure == JobFailure(.cancelled, "interrupted"))
  }
}

@Suite struct `A job's files` {
  let path = NSTemporaryDirectory() + "job-file-\(UUID().uuidString)"

  func report(path: String, digest: String) throws -> JobReport {
    let bytes = Array(digest.utf8)
    let expected = bytes.withUnsafeBytes {
      ContentDigest.combine(length: $0.count, chunks: ContentDigest.chunks(of: $0))
    }
    let job = Job(
      node: 0, stage: "FileLength", settings: [NamedSetting("file", .file(path))],
      files: [path: expected])
    return StageRunner(catalog: toys, shelf: MemoryShelf()).run(job)
  }

  @Test func `reach the stage when they are what entered the key`() throws {
    try Data("four".utf8).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    #expect(try report(path: path, digest: "four").artifact?.shape == ["value": 4])
  }

  @Test func `are refused when they changed`() throws {
    try Data("five!".utf8).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    #expect(
      try report(path: path, digest: "four").failure
        == JobFailure(
          .unreadable,
          "\(path): it changed after the run was planned; run again once it is complete"))
  }

  @Test func `are refused when they are gone, a folder or a pipe`() throws {
    let gone = try report(path: path, digest: "").failure
    #expect(gone?.cause == .unreadable)
    #expect(
      gone?.message
        == "\(path): it does not exist; give the path of a readable file")
    let folder = try report(path: "/", digest: "").failure
    #expect(folder?.message == "/: it is not a plain file; give the path of a readable file")
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let pipe = try report(path: path, digest: "").failure
    #expect(pipe?.message == "\(path): it is not a plain file; give the path of a readable file")
  }
}
