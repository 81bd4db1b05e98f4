internal import Engine
internal import Figures
internal import Pipeline

extension Surroundings {
  /// What a page tells of the run that wrote it.
  init(_ plan: Plan, _ outcome: Outcome, _ tool: Tool) {
    let ended = Dictionary(outcome.nodes.map { ($0.node, $0) }) { first, _ in first }
    let nodes = plan.nodes.map { node in
      GraphView.Node(
        id: "\(node.id)", name: node.name.name, stage: node.stage.name,
        status: ended[node.id]?.graphStatus, seconds: ended[node.id]?.seconds)
    }
    let edges = plan.nodes.flatMap { node in
      node.inputs.map { GraphView.Edge(from: "\($0.node)", to: "\(node.id)") }
    }
    let timings = outcome.nodes.compactMap { end in
      end.graphStatus.map { status in
        Timing(
          node: plan.nodes[end.node].name.description, stage: plan.nodes[end.node].stage.name,
          status: status, seconds: end.seconds,
          peakBytes: end.peakMemory > 0 ? end.peakMemory : nil)
      }
    }
    self.init(
      graph: GraphView(nodes: nodes, edges: edges).collapsingVariants(), timings: timings,
      command: ([tool.name] + tool.arguments).map(shellQuoted).joined(separator: " "),
      facts: [
        ("Experiment", tool.invocation.operands[0]),
        ("Malleus", MalleusTool.version),
        ("Numerics", plan.backend),
      ])
  }
}

extension NodeOutcome {
  fileprivate var graphStatus: GraphView.Status? {
    switch status {
    case .computed: .computed
    case .reused: .reused
    case .failed: .failed
    case .skipped: .skipped
    case .cancelled: nil
    }
  }
}

/// One word of a command line, as a shell reads it back.
package func shellQuoted(_ word: String) -> String {
  let isPlain = word.unicodeScalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || "0123456789-_./=:,@%+".unicodeScalars.contains(scalar)
  }
  if isPlain && !word.isEmpty { return word }
  return "'" + word.replacing("'", with: "'\\''") + "'"
}
