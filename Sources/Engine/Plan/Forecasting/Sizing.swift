import Pipeline

/// Goes through a plan's nodes in order and carries along what is known of their artifacts.
struct Sizing {
  private let plan: Plan
  private let open: @Sendable (InputFile) -> (any Bytes)?
  /// The artifacts there are, and those foretold; `nil` where sizes are not known.
  private var artifacts: [ExpectedArtifact?]
  /// Whether a node, and all of it upstream that runs, is asked the same as when it was timed.
  private var isAsTimed: [Bool]

  init(_ plan: Plan, open: @escaping @Sendable (InputFile) -> (any Bytes)?) {
    (self.plan, self.open) = (plan, open)
    artifacts = Array(repeating: nil, count: plan.nodes.count)
    isAsTimed = Array(repeating: true, count: plan.nodes.count)
  }

  /// What a node asks for whose inputs were looked at before; `nil` when it will not run.
  mutating func next(_ id: Int) -> Workload.Node? {
    let node = plan.nodes[id]
    switch node.decision {
    case .hit(let record):
      artifacts[id] = ExpectedArtifact(record.artifact)
      return nil
    case .sameQuestion(let leader):
      (artifacts[id], isAsTimed[id]) = (artifacts[leader], isAsTimed[leader])
      return nil
    case .run(let reason), .runUnlessInputsSame(let reason):
      guard node.isNeeded else { return nil }
      isAsTimed[id] =
        node.expectedSeconds != nil && reason.leavesSize
        && node.inputs.allSatisfy { isAsTimed[$0.node] }
      return sized(node)
    }
  }

  private mutating func sized(_ node: PlannedNode) -> Workload.Node {
    var result = Workload.Node()
    if let shapes = plan.inputShapes(of: node, open: open, artifact: { artifacts[$0] }) {
      let stage = node.prepared.stage
      artifacts[node.id] = stage.shape(shapes).flatMap { ExpectedArtifact($0, of: node) }
      result.bytes = artifacts[node.id]?.bytes
      result.memory = max(0, stage.memory(shapes))
      result.cost = .operations(stage.work(shapes))
    }
    if let seconds = node.expectedSeconds, isAsTimed[node.id] || result.cost == nil {
      result.cost = .timed(seconds)
    }
    return result
  }
}

extension Reason {
  /// Whether what has changed leaves the work as large as it was.
  fileprivate var leavesSize: Bool {
    switch self {
    case .version, .backend, .labels, .inputRuns, .lineage, .missing: true
    case .new, .stage, .setting, .file, .wiring, .input: false
    }
  }
}
