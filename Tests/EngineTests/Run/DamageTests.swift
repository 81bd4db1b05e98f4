import Engine
import Pipeline
import Testing

@Suite struct DamageTests {
  static let manifest = """
    stages:
      a: {use: Say, times: 1}
      b: {use: Shift, word: a, epsilon: 1}
      c: {use: Shift, word: b, epsilon: 2}
      d: {use: Shift, word: b, epsilon: 3}
    """

  /// A store in which everything has been computed, and an executor that finds what some stages
  /// yielded damaged until they have run again `repairs` times.
  private func damaged(
    _ names: Set<String>, repairs: Int = 1
  ) throws -> (scenario: Scenario, executor: FakeExecutor) {
    var scenario = Scenario()
    try scenario.run(Self.manifest)
    let plan = try scenario.plan(Self.manifest)
    var left: [Digest: Int] = [:]
    for name in names {
      let digest = try #require(plan.node(name)?.record?.artifact.digest)
      left[digest] = repairs
    }
    let executor = FakeExecutor()
    executor.answer = { job in
      for input in job.inputs where left[input.artifact, default: 0] > 0 {
        return .failed(JobFailure(.damagedInput, "a bit flipped", artifact: input.artifact))
      }
      left[FakeExecutor.artifact(of: job).digest]? -= 1
      return nil
    }
    return (scenario, executor)
  }

  /// The manifest with other settings for `c` and `d`, so that they run and read `b`.
  private static let edited =
    manifest.replacing("epsilon: 2", "epsilon: 5").replacing("epsilon: 3", "epsilon: 6")

  private func stages(_ executor: FakeExecutor) -> [Int] { executor.started.map(\.node) }

  @Test func `what yielded a damaged artifact runs again, once, and its readers after it`() throws {
    var (scenario, executor) = try damaged(["b"])
    var again: [String] = []
    let outcome = try scenario.run(Self.edited, on: executor) { event in
      if case .recomputing(let node, let cause) = event { again.append("\(node.name): \(cause)") }
    }
    #expect(outcome.counts == [3, 1, 0, 0])
    #expect(outcome.exitStatus == 0)
    #expect(again == ["b: a bit flipped"])
    #expect(stages(executor).filter { $0 == 1 }.count == 1)
  }

  @Test func `a damaged artifact far upstream is found and computed again too`() throws {
    var (scenario, executor) = try damaged(["a", "b"])
    scenario.targets = ["c"]
    let outcome = try scenario.run(Self.edited, on: executor)
    #expect(stages(executor) == [2, 1, 0, 1, 2])
    #expect(outcome.nodes.map(\.node) == [0, 1, 2])
    #expect(outcome.counts == [3, 0, 0, 0])
  }

  @Test func `an artifact that is damaged again is a failure, not an endless run`() throws {
    var (scenario, executor) = try damaged(["b"], repairs: 9)
    let outcome = try scenario.run(Self.edited, on: executor)
    #expect(outcome.counts == [1, 1, 2, 0])
    #expect(outcome.exitStatus == 3)
    #expect(stages(executor).filter { $0 == 1 }.count == 1)
  }

  @Test func `what damage makes necessary waits for what it reads and what still runs`() throws {
    // The word behind `b` is gone, so that `a` runs for `d`; that of `b` is damaged, which `c` finds first.
    let manifest = """
      stages:
        a: {use: Say, times: 1}
        b: {use: Shift, word: a, epsilon: 1}
        c: {use: Shift, word: b, epsilon: 2}
        d: {use: Shift, word: a, epsilon: 3}
      """
    var scenario = Scenario()
    try scenario.run(manifest)
    let before = try scenario.plan(manifest)
    let gone = try #require(before.node("a")?.record?.artifact.digest)
    let damaged = try #require(before.node("b")?.record?.artifact.digest)
    scenario.gone = [gone]
    let plan = try scenario.plan(
      manifest.replacing("epsilon: 2", "epsilon: 5").replacing("epsilon: 3", "epsilon: 6"))
    scenario.store.lose(gone)
    #expect(plan.nodes.map(\.decision.isHit) == [false, true, false, false])
    var isRepaired = false
    let executor = FakeExecutor()
    executor.pick = { running in
      // `c` before `a`, then whatever comes.
      running > 1 && !isRepaired ? running - 1 : 0
    }
    executor.answer = { job in
      if !isRepaired, job.inputs.contains(where: { $0.artifact == damaged }) {
        return .failed(JobFailure(.damagedInput, "a bit flipped", artifact: damaged))
      }
      if FakeExecutor.artifact(of: job).digest == damaged { isRepaired = true }
      return nil
    }
    let outcome = Run(
      plan: plan, store: scenario.store, executor: executor, limits: scenario.limits
    ).execute()
    #expect(executor.started.map(\.node).prefix(2).sorted() == [0, 2])
    #expect(outcome.counts == [4, 0, 0, 0])
    #expect(outcome.exitStatus == 0)
  }

  @Test func `readers of what cannot be computed again are skipped by its name`() throws {
    var (scenario, executor) = try damaged(["b"])
    let answer = executor.answer
    executor.answer = { job in
      job.node == 1 ? .failed(JobFailure(.stage, "no convergence")) : answer(job)
    }
    let outcome = try scenario.run(Self.edited, on: executor)
    let plan = try scenario.plan(Self.edited)
    #expect(outcome.nodes[1].status.failure?.message == "no convergence")
    #expect(outcome.nodes[2].status == .skipped(because: plan.nodes[1].name))
    #expect(outcome.counts == [0, 1, 1, 2])
  }
}
