import Engine
import Pipeline
import Synchronization

/// A store that is a table.
final class FakeStore: ArtifactStore {
  private let records = Mutex<[Digest: Record]>([:])
  /// How often it was asked for a record.
  private let asked = Atomic<Int>(0)
  private let capacity: Int

  /// A store that fails to save more than `capacity` records.
  init(capacity: Int = .max) { self.capacity = capacity }

  func record(for runKey: Digest) -> Record? {
    asked.add(1, ordering: .relaxed)
    return records.withLock { $0[runKey] }
  }

  var lookups: Int { asked.load(ordering: .relaxed) }

  func save(_ record: Record) throws(StoreFailure) {
    let isFull = records.withLock { records in
      if records.count < capacity { records[record.runKey] = record }
      return records.count >= capacity && records[record.runKey] == nil
    }
    if isFull { throw StoreFailure("the disk is full; make room") }
  }

  /// Forgets the records that speak of an artifact.
  func lose(_ artifact: Digest) {
    records.withLock { $0 = $0.filter { $0.value.artifact.digest != artifact } }
  }

  /// All records, by run key.
  var all: [Digest: Record] { records.withLock { $0 } }
}

/// An executor that answers at once, in an order and with results that a test decides.
final class FakeExecutor: Executor {
  /// What to answer for a job; `nil` yields an artifact that depends on the question alone.
  var answer: (Job) -> JobResult? = { _ in nil }
  /// Which of the running jobs ends next.
  var pick: (_ running: Int) -> Int = { _ in 0 }
  /// Events that come before the job that would end next, by the number of jobs ended so far.
  var interruptAfter: Int?
  /// The node that says, before any job ends, that it waits for another process.
  var waiting: Int?
  /// How much the first of the running jobs says before any ends.
  var notes = 0
  /// How often nothing happens before the first job ends.
  var silences = 0

  private(set) var started: [Job] = []
  /// What it was told to start, and of the cores of running jobs.
  private(set) var orders: [String] = []
  private(set) var mostRunning = 0
  private(set) var wasCancelled = false
  private var running: [Job] = []
  private var ended = 0

  func start(_ job: Job) {
    started.append(job)
    orders.append("\(job.node) starts on \(job.cores)")
    running.append(job)
    mostRunning = max(mostRunning, running.count)
  }

  func share(_ cores: Int, with node: Int) {
    precondition(running.contains { $0.node == node }, "node \(node) does not run")
    orders.append("\(node) has \(cores)")
  }

  func nextEvent(within limit: Duration) -> ExecutorEvent? {
    if interruptAfter == ended {
      interruptAfter = nil
      return .interrupted
    }
    if let node = waiting {
      waiting = nil
      return .waiting(node: node, for: "process 7")
    }
    if notes > 0, let job = running.first {
      notes -= 1
      return .note(node: job.node, "still here")
    }
    if silences > 0 {
      silences -= 1
      return nil
    }
    guard !running.isEmpty else { return nil }
    let job = running.remove(at: wasCancelled ? 0 : pick(running.count))
    ended += 1
    let cancelled = JobResult.failed(JobFailure(.cancelled, "interrupted"))
    let result = wasCancelled ? cancelled : answer(job) ?? .published(Self.artifact(of: job))
    return .finished(node: job.node, JobReport(result: result, seconds: 2, peakMemory: 5))
  }

  func cancelAll() { wasCancelled = true }

  /// What a job yields: 10 bytes that follow from stage, settings, file contents and inputs.
  static func artifact(of job: Job) -> StoredArtifact {
    var key = KeyBuilder("fake")
    key.add(job.stage)
    for setting in job.settings {
      key.add(setting.name)
      key.add(setting.text) { job.files[$0] }
    }
    for input in job.inputs {
      key.add(input.port)
      for label in input.labels { key.add(label.value) }
      key.add(input.artifact)
    }
    return artifact(key.digest)
  }

  /// A stored artifact with this content.
  static func artifact(_ digest: Digest) -> StoredArtifact {
    StoredArtifact(digest: digest, kind: "Word", shape: ["letters": 3], bytes: 10)
  }
}
