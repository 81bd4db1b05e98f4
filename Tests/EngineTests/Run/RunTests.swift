import Engine
import Pipeline
import Testing

@Suite struct RunTests {
  static let manifest = """
    stages:
      a: {use: Say, times: 1}
      b: {use: Shift, word: a}
      c: {use: Shift, word: b, epsilon: 1}
      d: {use: Shift, word: a, epsilon: 2}
      e: {use: Blend, words: [c, d]}
    """

  /// The statuses by name, in short.
  private func ends(_ outcome: Outcome, _ plan: Plan) -> [String: String] {
    var table: [String: String] = [:]
    for node in outcome.nodes {
      table[plan.nodes[node.node].name.description] =
        switch node.status {
        case .computed: "computed"
        case .reused: "reused"
        case .failed(let failure): "failed: \(failure.message)"
        case .skipped(let name): "skipped: \(name)"
        case .cancelled: "cancelled"
        }
    }
    return table
  }

  /// An executor on which the node that shifts by `epsilon` ends with `failure`.
  private func failing(_ epsilon: String, _ failure: JobFailure) -> FakeExecutor {
    let executor = FakeExecutor()
    executor.answer = { job in
      let isMeant = job.settings.contains(NamedSetting("epsilon", .scalar(epsilon)))
      return isMeant ? .failed(failure) : nil
    }
    return executor
  }

  @Test func `a failure skips what depends on it by name, and other branches go on`() throws {
    var scenario = Scenario()
    let plan = try scenario.plan(Self.manifest)
    let executor = failing("0.1", JobFailure(.stage, "no convergence"))
    let outcome = try scenario.run(Self.manifest, on: executor)
    #expect(
      ends(outcome, plan) == [
        "a": "computed", "b": "failed: no convergence", "c": "skipped: b", "d": "computed",
        "e": "skipped: b",
      ])
    #expect(outcome.counts == [2, 0, 1, 2])
    #expect(outcome.exitStatus == 1)
    #expect(try scenario.run(Self.manifest).counts == [3, 2, 0, 0])
  }

  @Test func `what another process computed meanwhile counts as reused`() throws {
    let executor = FakeExecutor()
    executor.answer = { job in
      job.node == 1 ? .found(FakeExecutor.artifact(of: job)) : nil
    }
    var scenario = Scenario()
    let plan = try scenario.plan(Self.manifest)
    let outcome = try scenario.run(Self.manifest, on: executor)
    #expect(ends(outcome, plan)[plan.nodes[1].name.description] == "reused")
    #expect(outcome.counts == [4, 1, 0, 0])
    #expect(outcome.secondsSaved == 2)
    #expect(outcome.nodes[1].peakMemory == 0)
    // The other process keeps the record.
    #expect(scenario.store.all.count == 4)
  }

  @Test(arguments: [
    (JobFailure.Cause.stage, 1), (.crashed, 1), (.timedOut, 1), (.unreadable, 3), (.store, 3),
  ])
  func `the exit status says whose fault it was`(_ cause: JobFailure.Cause, _ status: Int) throws {
    var scenario = Scenario()
    let executor = failing("2.0", JobFailure(cause, "so"))
    #expect(try scenario.run(Self.manifest, on: executor).exitStatus == status)
  }

  @Test func `fail-fast starts nothing after the first failure, and keeps what was running`() throws
  {
    var scenario = Scenario().limits(RunLimits(jobs: 2, cores: 2, failFast: true))
    let plan = try scenario.plan(Self.manifest)
    let executor = failing("0.1", JobFailure(.stage, "no"))
    let outcome = try scenario.run(Self.manifest, on: executor)
    #expect(
      ends(outcome, plan) == [
        "a": "computed", "b": "failed: no", "c": "skipped: b", "d": "computed", "e": "skipped: b",
      ])
    let alone = Scenario().limits(RunLimits(failFast: true))
    var one = alone
    let first = try one.run(Self.manifest, on: failing("0.1", JobFailure(.stage, "no")))
    #expect(ends(first, plan)["d"] == "skipped: b")
  }

  @Test func `an interruption cancels what runs and starts nothing more`() throws {
    var scenario = Scenario()
    let plan = try scenario.plan(Self.manifest)
    let executor = FakeExecutor()
    executor.interruptAfter = 1
    let outcome = try scenario.run(Self.manifest, on: executor)
    #expect(executor.wasCancelled)
    #expect(
      ends(outcome, plan) == [
        "a": "computed", "b": "cancelled", "c": "cancelled", "d": "cancelled", "e": "cancelled",
      ])
    #expect(outcome.exitStatus == 130)
    #expect(try scenario.run(Self.manifest).counts == [4, 1, 0, 0])
  }

  @Test func `a store that cannot save ends the run`() throws {
    var scenario = Scenario(store: FakeStore(capacity: 1))
    let executor = FakeExecutor()
    let outcome = try scenario.run(Self.manifest, on: executor)
    #expect(outcome.storeFailure == StoreFailure("the disk is full; make room"))
    #expect(outcome.exitStatus == 3)
    #expect(executor.wasCancelled)
    #expect(executor.started.count == 3)
    #expect(outcome.computed == 1)
  }

  @Test func `a stage that would need more memory than the run has is not started`() throws {
    var scenario = Scenario().limits(RunLimits(memory: 999))
    let executor = FakeExecutor()
    let plan = try scenario.plan("stages:\n  a: {use: Say}\n")
    #expect(plan.nodes.count == 1)
    let outcome = try scenario.run("stages:\n  a: {use: Say}\n", on: executor)
    #expect(executor.started.isEmpty)
    let message =
      "needs about 64 MiB of memory and the run may use 1 MiB; raise --memory, or make the inputs smaller"
    #expect(outcome.nodes.first?.status.failure == JobFailure(.memory, message))
    #expect(outcome.exitStatus == 3)
  }

  @Test(arguments: [(5, 5, false), (6, 5, true), (6, 0, false), (0, 5, false)])
  func `a stage that used more memory than it promised is told`(
    peak: Int, promise: Int, isOver: Bool
  ) {
    let artifact = StoredArtifact(digest: Digest(hashing: "a"), kind: "K", shape: [:], bytes: 1)
    func outcome(_ status: NodeStatus) -> NodeOutcome {
      NodeOutcome(node: 0, status: status, peakMemory: peak, promisedMemory: promise)
    }
    #expect(outcome(.computed(artifact)).isOverPromise == isOver)
    #expect(!outcome(.reused(artifact)).isOverPromise)
  }

  @Test func `time is summed up: what was spent and what was saved`() throws {
    var scenario = Scenario()
    let first = try scenario.run(Self.manifest)
    #expect(first.nodes.map(\.seconds) == [2, 2, 2, 2, 2])
    #expect(first.nodes.map(\.peakMemory) == [5, 5, 5, 5, 5])
    #expect(first.nodes.allSatisfy { $0.promisedMemory > 0 && !$0.isOverPromise })
    #expect(first.secondsSaved == 0)
    let second = try scenario.run(Self.manifest)
    #expect(second.secondsSaved == 10)
    #expect(try scenario.plan(Self.manifest).nodes.map(\.expectedSeconds) == [2, 2, 2, 2, 2])
  }

  @Test func `whoever watches sees each node begin and end, and how far the run is`() throws {
    var scenario = Scenario().targets("b")
    var seen: [String] = []
    try scenario.run(Self.manifest) { event in
      switch event {
      case .nodeStarted(let node, let cores): seen.append("\(node.name) on \(cores)")
      case .nodeFinished(let node, _): seen.append("\(node.name) done")
      case .totals(let totals): seen.append("\(totals.finished)/\(totals.needed)")
      case .coresChanged, .waiting, .progress, .note, .recomputing, .silence: break
      }
    }
    #expect(seen == ["0/2", "a on 4", "a done", "1/2", "b on 4", "b done", "2/2"])
  }

  @Test func `whoever watches is told that nothing happens`() throws {
    var scenario = Scenario().targets("b")
    let executor = FakeExecutor()
    executor.silences = 3
    var silences = 0
    try scenario.run(Self.manifest, on: executor) { if case .silence = $0 { silences += 1 } }
    #expect(silences == 3)
  }

  @Test func `a job is complete in itself`() throws {
    var scenario = Scenario().file("/home/lab/a.gz", "one")
    let executor = FakeExecutor()
    try scenario.run(
      """
      sweep: {n: {one: 1}}
      stages:
        read: {use: Load, file: a.gz}
        said: {use: Say, times: "${n}", timeout: 2m}
        both: {use: Gather, words: [read, "said[*]"]}
        page: {use: Tell, words: both, title: t}
      """, on: executor)
    let jobs = executor.started
    let digests = jobs.map { FakeExecutor.artifact(of: $0).digest }
    #expect(jobs.map(\.stage) == ["Load", "Say", "Gather", "Tell"])
    #expect(jobs[0].files == ["/home/lab/a.gz": Digest(hashing: "one")])
    #expect(jobs[0].settings.first == NamedSetting("file", .file("/home/lab/a.gz")))
    #expect(jobs[1].timeout == 120)
    let label = Label(axis: "n", value: "one")
    #expect(
      jobs[2].inputs == [
        JobInput(port: "words", artifact: digests[0]),
        JobInput(port: "words", artifact: digests[1], labels: [label]),
      ])
    #expect(jobs[3].lineage.map(\.stage) == ["Load", "Say", "Gather"])
    #expect(
      jobs[3].lineage.first?.settings.first
        == NamedSetting("file", .scalar(Digest(hashing: "one").hex)))
  }

  @Test func `who has more time than the one that asked the same first is not ended with it`()
    throws
  {
    let manifest = """
      stages:
        a: {use: Say}
        b: {use: Say, text: ho}
        c: {use: Say, text: hi}
        short: {use: Shift, word: a, timeout: 1s}
        equal: {use: Shift, word: b, timeout: 1s}
        long: {use: Shift, word: c, timeout: 1m}
      """
    let executor = FakeExecutor()
    executor.answer = { job in
      if job.stage == "Say" { return .published(FakeExecutor.artifact(Digest(hashing: "same"))) }
      return job.timeout == 1 ? .failed(JobFailure(.timedOut, "after 1 s")) : nil
    }
    var scenario = Scenario()
    let names = try scenario.plan(manifest).nodes.map(\.name.name)
    let outcome = try scenario.run(manifest, on: executor)
    let failed = outcome.nodes.filter { $0.status.failure?.cause == .timedOut }
    #expect(failed.map { names[$0.node] } == ["short", "equal"])
    #expect(outcome.nodes.first { names[$0.node] == "long" }?.status.artifact != nil)
    #expect(executor.started.count { $0.stage == "Shift" } == 2)
  }
}
