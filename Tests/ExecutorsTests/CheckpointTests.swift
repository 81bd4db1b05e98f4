import Engine
import Executors
import Pipeline
import Synchronization
import Testing

/// Keeps two records, then fails if it is told to.
private struct Keeper: Stage {
  static let summary = "Keeps what it finds."
  static let version = 1
  static let settings = [Setting<Self>("fails", \.fails, "whether it fails in the end")]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var fails = false
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    let kept = try context.checkpoint("found")
    // What cannot be kept does not matter to a run that fails of something else.
    if fails {
      try? kept.append([[7]])
      throw .numerical(cause: "no answer", remedy: "ask again")
    }
    while kept.count < 2 { try kept.append([[7]]) }
    return Number(try kept.joined().count)
  }
}

/// A claim whose checkpoint holds one record, takes no other when it is full, and counts its end.
private final class CountedClaim: QuestionClaim {
  let isFull: Bool
  let dropped = Atomic<Int>(0)

  init(isFull: Bool = false) { self.isFull = isFull }

  func checkpoint(
    _ name: String, cores: @escaping @Sendable () -> Int,
    observe: @escaping @Sendable (JobFailure, StageError) -> Void
  ) throws(JobFailure) -> any Checkpoint {
    Kept(isFull: isFull, observe: observe)
  }

  func dropCheckpoints() { dropped.add(1, ordering: .relaxed) }

  private final class Kept: Checkpoint {
    let isFull: Bool
    let observe: @Sendable (JobFailure, StageError) -> Void
    let extra = TransientCheckpoint()

    init(isFull: Bool, observe: @escaping @Sendable (JobFailure, StageError) -> Void) {
      self.isFull = isFull
      self.observe = observe
    }

    var count: Int { extra.count + 1 }
    func record(_ index: Int) throws(StageError) -> any Bytes { [7] }
    func truncate(to count: Int) throws(StageError) { try extra.truncate(to: count - 1) }
    func joined() throws(StageError) -> any Bytes { [UInt8](repeating: 7, count: count) }

    func append(_ pieces: [any Bytes]) throws(StageError) {
      if isFull {
        let told = StageError.machine(cause: "the disk is full", remedy: "make room")
        observe(JobFailure(.store, "the disk is full"), told)
        throw told
      }
      try extra.append(pieces)
    }
  }
}

@Suite struct `A job's checkpoints` {
  /// The report of a job under `claim`, and what it noted.
  private func run(_ claim: CountedClaim, fails: Bool = false) -> (JobReport, [String]) {
    let notes = Mutex<[String]>([])
    let runner = StageRunner(catalog: Catalog([Keeper.self]), shelf: MemoryShelf(claim: claim))
    let job = Job(
      node: 0, key: Digest(hashing: "question"), stage: "Keeper",
      settings: [NamedSetting("fails", .scalar("\(fails)"))])
    let report = runner.run(
      job, hooks: JobHooks(note: { note in notes.withLock { $0.append(note) } }))
    return (report, notes.withLock { $0 })
  }

  @Test func `are dropped once the answer is known, and their records are told`() {
    let claim = CountedClaim()
    let (report, notes) = run(claim)
    #expect(report.artifact?.shape == ["value": 2])
    #expect(notes == ["going on from 1 record of ‘found’ that were kept"])
    #expect(claim.dropped.load(ordering: .relaxed) == 1)
  }

  @Test func `stay when the stage fails`() {
    let claim = CountedClaim()
    #expect(run(claim, fails: true).0.failure?.cause == .stage)
    #expect(claim.dropped.load(ordering: .relaxed) == 0)
  }

  @Test func `that cannot be written make the job fail in the store's words`() {
    let claim = CountedClaim(isFull: true)
    #expect(run(claim).0.failure == JobFailure(.store, "the disk is full"))
    #expect(claim.dropped.load(ordering: .relaxed) == 0)
  }

  @Test func `that could not be written are not blamed for another failure`() {
    #expect(run(CountedClaim(isFull: true), fails: true).0.failure?.cause == .stage)
  }

  @Test func `are in memory for a job without a question`() {
    let runner = StageRunner(catalog: Catalog([Keeper.self]), shelf: MemoryShelf())
    #expect(runner.run(Job(node: 0, stage: "Keeper")).artifact?.shape == ["value": 2])
  }
}
