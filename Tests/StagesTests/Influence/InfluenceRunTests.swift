import Numerics
import Pipeline
import Stages
import Synchronization
import Testing

@Suite("A long computation of influence") struct InfluenceRunTests {
  static let rows = 300
  static let random = CounterRandom(seed: 4, purpose: "long run")
  static let weights: Matrix<Double> = random.substream(0).normals(rows: 70, columns: 9, on: .one)
  static let train = GatedRows(
    rows: random.substream(1).normals(rows: rows, columns: 9, on: .one), weights: weights, on: .one)
  static let queries = GatedQueries(
    GatedRows(
      rows: random.substream(2).normals(rows: 1300, columns: 9, on: .one), weights: weights,
      on: .one), against: train)
  static let targets: Matrix<Double> = random.substream(3)
    .normals(rows: rows, columns: 2, on: .one)
  static let queryTargets: Matrix<Double> = random.substream(4)
    .normals(rows: 1300, columns: 2, on: .one)

  static func run(_ context: Context, isLong: Bool?) throws -> InfluenceRun.Scores {
    try InfluenceRun(
      targets: targets, queryTargets: queryTargets, ridge: 0.01, rule: .leaveOneOut,
      context: context
    ).scores(train, queries, isLong: isLong)
  }

  /// Influence where two rows of three are the same, so that the smallest eigenvalue of K + λI is λ.
  static func influence(scale: Double, _ settings: [String: SettingText]) throws -> Influence {
    let rows = Matrix<Double>([[1, 0], [1, 0], [0, 1]])
    var gram = Matrix.product(rows, transposed: false, rows, transposed: true, on: .one)
    gram.scale(by: scale)
    let kernel = Kernel(
      train: gram, queries: gram, labels: [0, 1, 0], ids: [0, 1, 2], queryLabels: [0, 1, 0],
      queryIds: [3, 4, 5], classes: ["a", "b"], about: [:])
    return try KernelInfluence.answer(settings, Inputs().wiring(kernel, to: KernelInfluence.kernel))
  }

  @Test func `refuses a ridge that is lost in rounding`() throws {
    #expect(try Self.influence(scale: 1, ["ridge": "1e-10"]).mean.allSatisfy(\.isFinite))
    // 1 + 3e-16 rounds to the number above 1, so that the factorization goes through.
    let error = #expect(throws: StageError.self) {
      try Self.influence(scale: 1, ["ridge": "3e-16"])
    }
    #expect(
      error?.message.contains("λ = 3e-16 is lost in the rounding of a kernel") == true,
      "\(error?.message ?? "")")
  }

  @Test(arguments: [1e158, 1e-158])
  func `refuses scores that no number can hold`(scale: Double) throws {
    let error = #expect(throws: StageError.self) {
      try Self.influence(scale: scale, ["ridge-rule": "relative"])
    }
    #expect(
      error?.message.contains("a score is not a finite number") == true, "\(error?.message ?? "")")
  }

  @Test func `gives the same bits as one that keeps nothing`() throws {
    let short = try Self.run(Context(), isLong: nil)
    let long = try Self.run(Desk().context(), isLong: true)
    #expect(long.perTest == short.perTest)
    #expect(long.mean == short.mean)
    #expect(long.leverage == short.leverage)
  }

  @Test func `goes on where it was stopped, wherever that was`() throws {
    let whole = try Self.run(Context(), isLong: nil)
    let complete = Desk()
    _ = try Self.run(complete.context(), isLong: true)
    // Five panels, the coefficients, five inverted panels, three blocks of scores.
    #expect(complete.appended == 5 + 1 + 5 + 3)
    for stop in 1..<complete.appended {
      let desk = Desk()
      #expect(throws: StageError.self) {
        try Self.run(desk.context(cores: 1, stoppingAfter: stop), isLong: true)
      }
      let kept = desk.appended
      let again = try Self.run(desk.context(cores: 2), isLong: true)
      #expect(again.perTest == whole.perTest, "stopped after \(stop)")
      #expect(again.mean == whole.mean)
      #expect(desk.appended == complete.appended, "\(kept) kept, stopped after \(stop)")
      // Records are mapped, and the triangle leaves no room for many.
      #expect(desk.mostHeld <= 1, "stopped after \(stop)")
    }
  }

  @Test func `drops a block of scores that is not what it should be`() throws {
    let desk = Desk()
    let context = desk.context()
    try context.checkpoint("scores").append([[1, 2, 3]])
    #expect(try Self.run(context, isLong: true).perTest == Self.run(Context(), isLong: nil).perTest)
  }

  @Test func `goes on without keeping when there is no room, and says so once`() throws {
    let desk = Desk()
    let scores = try Self.run(desk.context(refusing: ["factor", "inverse"]), isLong: true)
    #expect(try scores.perTest == Self.run(Context(), isLong: nil).perTest)
    #expect(desk.notes.count == 2)
    #expect(desk.notes.first?.hasPrefix("no more is kept for a run that would go on") == true)
  }
}

/// Checkpoints in memory that outlive a run.
private final class Desk: Sendable {
  private struct State {
    var checkpoints: [String: TransientCheckpoint] = [:]
    var appended = 0
    var notes: [String] = []
    var held = 0
    var mostHeld = 0
  }

  /// A record that is in memory as long as somebody holds it.
  private final class Held: Bytes {
    private let bytes: any Bytes
    private let desk: Desk

    init(_ bytes: any Bytes, _ desk: Desk) {
      (self.bytes, self.desk) = (bytes, desk)
      desk.state.withLock { state in
        state.held += 1
        state.mostHeld = max(state.mostHeld, state.held)
      }
    }

    deinit { desk.state.withLock { $0.held -= 1 } }

    var count: Int { bytes.count }
    func withUnsafeBytes<Result>(
      _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result { try bytes.withUnsafeBytes(body) }
  }

  private let state = Mutex(State())

  var appended: Int { state.withLock { $0.appended } }
  var notes: [String] { state.withLock { $0.notes } }
  /// How many records were in memory at once.
  var mostHeld: Int { state.withLock { $0.mostHeld } }

  /// A context whose run is cancelled once `limit` records were appended.
  func context(
    cores: Int = 2, stoppingAfter limit: Int = .max, refusing refused: Set<String> = []
  ) -> Context {
    Context(
      cores: { cores }, isCancelled: { self.appended >= limit },
      note: { line in self.state.withLock { $0.notes.append(line) } },
      checkpoint: { name in
        let found = self.state.withLock { state in
          let found = state.checkpoints[name] ?? TransientCheckpoint()
          state.checkpoints[name] = found
          return found
        }
        return .success(
          Counted(desk: self, inner: found, isRefusing: refused.contains(name)))
      })
  }

  private struct Counted: Checkpoint {
    let desk: Desk
    let inner: TransientCheckpoint
    let isRefusing: Bool

    var count: Int { inner.count }
    func record(_ index: Int) throws(StageError) -> any Bytes {
      Held(try inner.record(index), desk)
    }
    func truncate(to count: Int) throws(StageError) { try inner.truncate(to: count) }
    func joined() throws(StageError) -> any Bytes { try inner.joined() }

    func append(_ pieces: [any Bytes]) throws(StageError) {
      if isRefusing { throw .machine(cause: "the disk is full", remedy: "make room") }
      try inner.append(pieces)
      desk.state.withLock { $0.appended += 1 }
    }
  }
}
