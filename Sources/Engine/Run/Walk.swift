import Pipeline

/// The state of a run: what each node waits for, what runs, and how it ended.
struct Walk {
  /// Where a node stands.
  enum State {
    /// Some inputs are missing.
    case waiting
    /// It waits for a core, for memory, or for the node that answers the same question.
    case ready
    case running
    case ended
  }

  /// What a running job takes; it has no cores before it is started.
  struct Use {
    var cores = 0
    var memory: Int
    /// What its artifact will take in the store, 0 when that is not known.
    var bytes: Int
    /// Whether another process computes the same, and it waits for that.
    var isWaiting = false
  }

  let plan: Plan
  let store: any ArtifactStore
  let limits: RunLimits
  let observe: (RunEvent) -> Void
  let start = ContinuousClock.now

  var state: [State]
  var status: [NodeStatus?]
  var seconds: [Double]
  var peakMemory: [Int]
  /// What the stages of the nodes that were started said they would need.
  var promisedMemory: [Int]
  /// What each node yields, as far as it is known.
  var artifact: [StoredArtifact?]
  /// How many different inputs each node still waits for.
  var missing: [Int]
  /// The questions of nodes that were ready, for records and for the journal.
  var question: [Question?]
  /// The nodes that the targets need, and those that damage made necessary again.
  var isWanted: [Bool]
  /// Nodes that run again because their artifact was damaged; their records do not count.
  var recomputing: Set<Int> = []
  /// Nodes that have once been asked to run again.
  var recomputed: Set<Int> = []
  /// Wires over which damage was met and the reader sent back.
  var retried: Set<Wire> = []
  var ready: ReadyQueue
  /// The node that answers a question at the moment, and those that wait for the same answer.
  var leader: [Digest: Int] = [:]
  var followers: [Int: [Int]] = [:]
  var running: [Int: Use] = [:]
  let needed: Int
  var finished = 0
  var expectedSeconds = 0.0
  /// Whether anything happened by which a node may start or cores may move; what a stage says of itself does not.
  private var hasChanged = true
  var isInterrupted = false
  var storeFailure: StoreFailure?
  /// The failure after which `--fail-fast` starts nothing more.
  var firstFailure: Int?

  init(
    _ plan: Plan, _ store: any ArtifactStore, _ limits: RunLimits,
    _ observe: @escaping (RunEvent) -> Void
  ) {
    self.plan = plan
    self.store = store
    self.limits = limits
    self.observe = observe
    let count = plan.nodes.count
    state = Array(repeating: .waiting, count: count)
    status = Array(repeating: nil, count: count)
    seconds = Array(repeating: 0, count: count)
    peakMemory = Array(repeating: 0, count: count)
    promisedMemory = Array(repeating: 0, count: count)
    artifact = plan.nodes.map { $0.record?.artifact }
    isWanted = plan.nodes.map(\.isNeeded)
    needed = isWanted.count { $0 }
    missing = Array(repeating: 0, count: count)
    question = Array(repeating: nil, count: count)
    ready = ReadyQueue(priority: plan.criticalPaths)
  }

  var isRunning: Bool { !running.isEmpty }
  /// Whether what runs is to be cancelled.
  var isCancelling: Bool { isInterrupted || storeFailure != nil }
  /// Whether nothing more may start.
  private var isStopping: Bool { isCancelling || firstFailure != nil }

  /// Ends the nodes that are known, and queues those that need nothing else.
  mutating func reuseHits() {
    for node in plan.nodes where node.isNeeded {
      if let record = node.record {
        end(node.id, .reused(record.artifact), seconds: record.seconds)
      } else {
        expectedSeconds += node.expectedSeconds ?? 0
        missing[node.id] = Set(node.inputs.map(\.node)).count { plan.nodes[$0].record == nil }
        if missing[node.id] == 0 { makeReady(node.id) }
      }
    }
    tellTotals()
  }

  /// What the executor is to do now: start what may start, and move cores to whoever runs.
  mutating func nextOrders() -> Orders {
    guard hasChanged, !isCancelling else { return Orders() }
    hasChanged = false
    if !isStopping { startReadyNodes() }
    return shareCores()
  }

  private mutating func startReadyNodes() {
    var postponed: [Int] = []
    // A big node that does not fit must not keep small ones from running; a bounded number of
    // them is looked at, so that a long queue costs no more than a short one.
    while running.count < limits.jobs, postponed.count < 64, let node = ready.popFirst() {
      switch admit(node) {
      case .noRoom: postponed.append(node)
      case .admitted, .settled: break
      }
      if isStopping { break }
    }
    for node in postponed { ready.insert(node) }
  }

  mutating func handle(_ event: ExecutorEvent) {
    switch event {
    case .progress(let node, let progress): observe(.progress(plan.nodes[node], progress))
    case .note(let node, let line): observe(.note(plan.nodes[node], line))
    case .waiting(let node, let holder):
      hasChanged = true
      running[node]?.isWaiting = holder != nil
      if let holder { observe(.waiting(plan.nodes[node], for: holder)) }
    case .interrupted: isInterrupted = true
    case .finished(let node, let report):
      guard running.removeValue(forKey: node) != nil else { return }
      hasChanged = true
      finish(node, report)
      tellTotals()
    }
  }

  func tellTotals() {
    observe(
      .totals(
        RunTotals(
          needed: needed, finished: finished, running: running.count,
          expectedSeconds: expectedSeconds)))
  }

  /// Ends what never started, and sums up.
  mutating func finish() -> Outcome {
    for node in plan.nodes where node.isNeeded && status[node.id] == nil {
      if !isCancelling, let failure = firstFailure {
        end(node.id, .skipped(because: plan.nodes[failure].name))
      } else {
        end(node.id, .cancelled)
      }
    }
    let elapsed = start.duration(to: .now)
    return Outcome(
      nodes: plan.nodes.compactMap { node in
        status[node.id].map { outcome(of: node.id, $0) }
      },
      seconds: elapsed / .seconds(1), isInterrupted: isInterrupted, storeFailure: storeFailure,
      journal: journal)
  }

  func outcome(of id: Int, _ status: NodeStatus) -> NodeOutcome {
    NodeOutcome(
      node: id, status: status, seconds: seconds[id], peakMemory: peakMemory[id],
      promisedMemory: promisedMemory[id], runKey: runKey(of: plan.nodes[id]))
  }

  /// The last journal with what this run asked; nodes that it did not reach keep their entries.
  private var journal: Journal {
    let declared = Set(plan.graph.nodes.map(\.name))
    var entries = plan.journal.entries.filter { key, _ in
      declared.contains(String(key.prefix { $0 != "[" }))
    }
    for node in plan.nodes {
      guard status[node.id]?.artifact != nil, let key = runKey(of: node) else { continue }
      for name in node.names.map(\.description) {
        let known = entries[name]
        if known?.runKey == key, known?.seconds == seconds[node.id] { continue }
        guard let question = question[node.id] ?? storedQuestion(of: node) else { continue }
        entries[name] = .init(
          runKey: key, seconds: seconds[node.id], content: .question(question))
      }
    }
    return Journal(entries: entries)
  }

  private func runKey(of node: PlannedNode) -> Digest? {
    question[node.id]?.runKey ?? node.record?.runKey
  }

  /// What a node that was known from the start was asked.
  private func storedQuestion(of node: PlannedNode) -> Question? {
    let digests = node.inputs.compactMap { artifact[$0.node]?.digest }
    return digests.count == node.inputs.count ? plan.question(of: node, inputs: digests) : nil
  }
}
