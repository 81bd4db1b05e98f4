import Engine
import Pipeline
import Testing

@Suite struct SchedulingTests {
  /// Eight nodes that read one.
  static let wide: String = {
    let nodes = (1...8).map { "  n\($0): {use: Shift, word: a, epsilon: \($0)}" }
    return "stages:\n  a: {use: Say}\n" + nodes.joined(separator: "\n") + "\n"
  }()

  private func run(_ manifest: String, _ limits: RunLimits) throws -> FakeExecutor {
    var scenario = Scenario().limits(limits)
    let executor = FakeExecutor()
    try scenario.run(manifest, on: executor)
    return executor
  }

  @Test(arguments: [1, 3, 8, 20])
  func `no more jobs run than are allowed, and as many as there are`(_ jobs: Int) throws {
    let executor = try run(Self.wide, RunLimits(jobs: jobs, cores: 4))
    #expect(executor.mostRunning == min(jobs, 8))
    #expect(executor.started.count == 9)
  }

  @Test func `what a stage says costs nothing for the nodes that wait for memory`() throws {
    func lookups(notes: Int) throws -> Int {
      var scenario = Scenario().targets("a")
      try scenario.run(Self.wide)
      // Each of the others takes 1,000 bytes, a hundred for each of its input.
      scenario.targets = []
      scenario.limits = RunLimits(jobs: 4, cores: 4, memory: 1500)
      let executor = FakeExecutor()
      executor.notes = notes
      try scenario.run(Self.wide, on: executor)
      #expect(executor.mostRunning == 1)
      return scenario.store.lookups
    }
    #expect(try lookups(notes: 500) == lookups(notes: 0))
  }

  @Test func `a single job has all cores, many share them`() throws {
    let executor = try run(Self.wide, RunLimits(jobs: 4, cores: 8))
    #expect(executor.started.prefix(5).map(\.cores) == [8, 2, 2, 2, 2])
    let crowded = try run(Self.wide, RunLimits(jobs: 8, cores: 2))
    #expect(crowded.started.prefix(9).map(\.cores) == [2, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  /// One that runs beside another, which two read.
  static let uneven = """
    stages:
      long: {use: Say, times: 1}
      first: {use: Say, times: 2}
      second: {use: Shift, word: first, epsilon: 1}
      third: {use: Shift, word: first, epsilon: 2}
    """

  @Test func `cores move to whoever still runs, and back when others start`() throws {
    var scenario = Scenario().limits(RunLimits(jobs: 3, cores: 6))
    let executor = FakeExecutor()
    var picks = [0, 1, 1, 0]
    executor.pick = { _ in picks.removeFirst() }
    var told: [String] = []
    try scenario.run(Self.uneven, on: executor) { event in
      switch event {
      case .nodeStarted(let node, let cores): told.append("\(node.id) starts on \(cores)")
      case .coresChanged(let node, let cores): told.append("\(node.id) has \(cores)")
      default: break
      }
    }
    #expect(
      executor.orders == [
        "1 starts on 3", "0 starts on 3",
        "0 has 2", "2 starts on 2", "3 starts on 2",
        "0 has 3", "3 has 3",
        "0 has 6",
      ])
    #expect(told == executor.orders)
  }

  @Test func `cores that are left over go to the longest way to the end`() throws {
    let executor = FakeExecutor()
    var scenario = Scenario().limits(RunLimits(jobs: 2, cores: 5))
    try scenario.run(Self.uneven, on: executor)
    #expect(executor.orders.prefix(2) == ["1 starts on 3", "0 starts on 2"])
  }

  @Test func `who waits for another process leaves its cores to others`() throws {
    let executor = FakeExecutor()
    executor.waiting = 1
    var scenario = Scenario().limits(RunLimits(jobs: 2, cores: 6))
    var waits: [String] = []
    try scenario.run(Self.uneven, on: executor) { event in
      if case .waiting(let node, let holder) = event { waits.append("\(node.id) for \(holder)") }
    }
    #expect(executor.orders.prefix(3) == ["1 starts on 3", "0 starts on 3", "0 has 6"])
    #expect(waits == ["1 for process 7"])
  }

  @Test func `cores move on when nothing more may start`() throws {
    let executor = FakeExecutor()
    executor.answer = { job in
      job.node == 1 ? .failed(JobFailure(.stage, "no")) : nil
    }
    var scenario = Scenario().limits(RunLimits(jobs: 2, cores: 4, failFast: true))
    _ = try scenario.run(Self.uneven, on: executor)
    #expect(executor.orders == ["1 starts on 2", "0 starts on 2", "0 has 4"])
  }

  @Test func `estimates of what runs together stay within the memory`() throws {
    // Each reader estimates a hundred bytes for each of its ten.
    let limits = RunLimits(jobs: 8, cores: 8, memory: 64 << 20)
    let executor = try run(Self.wide, limits)
    #expect(executor.mostRunning == 8)
    var scenario = Scenario()
    scenario.targets = ["a"]
    try scenario.run(Self.wide)
    scenario.targets = []
    scenario.limits = RunLimits(jobs: 8, cores: 8, memory: 3500)
    let tight = FakeExecutor()
    #expect(try scenario.run(Self.wide, on: tight).counts == [8, 1, 0, 0])
    #expect(tight.mostRunning == 3)
  }

  @Test func `the node with the longest way to the end goes first`() throws {
    let manifest = """
      stages:
        short: {use: Say, times: 1}
        long: {use: Say, times: 2}
        next: {use: Shift, word: long}
        last: {use: Shift, word: next}
      """
    let executor = try run(manifest, RunLimits())
    #expect(executor.started.map(\.node) == [1, 2, 0, 3])
  }

  @Test func `among equals the node that most others read goes first`() throws {
    let manifest = """
      stages:
        few: {use: Say, times: 1}
        many: {use: Say, times: 2}
        x: {use: Shift, word: few, epsilon: 1}
        y: {use: Shift, word: many, epsilon: 2}
        z: {use: Shift, word: many, epsilon: 3}
      """
    let executor = try run(manifest, RunLimits())
    #expect(executor.started.first?.node == 1)
  }
}
