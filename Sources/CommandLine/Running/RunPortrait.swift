internal import Engine
internal import Figures
internal import Pipeline

/// What a page tells of the run that wrote it.
struct RunPortrait {
  let plan: Plan
  let outcome: Outcome
  let tool: Tool

  /// What is told on the page that a node yields: of itself, and of all that it was made from.
  func surroundings(of node: Int) -> Surroundings {
    let told = plan.ancestry(of: node)
    var surroundings = Surroundings(
      graph: graph(told), timings: timings(told), command: command)
    surroundings.facts = [
      (label: "Experiment", value: tool.invocation.operands[0]),
      (label: "Malleus", value: MalleusTool.version),
      (label: "Numerics", value: plan.backend),
    ]
    return surroundings
  }

  private var command: String {
    ([tool.name] + tool.arguments).map(shellQuoted).joined(separator: " ")
  }

  private func graph(_ told: Set<Int>) -> GraphView {
    let ended = Dictionary(outcome.nodes.map { ($0.node, $0) }) { first, _ in first }
    let shown = plan.nodes.filter { told.contains($0.id) }
    let nodes = shown.map { node in
      GraphView.Node(
        id: "\(node.id)", name: node.name.name, stage: node.stage.name,
        status: ended[node.id]?.graphStatus, seconds: ended[node.id]?.seconds)
    }
    let edges = shown.flatMap { node in
      node.inputs.map { GraphView.Edge(from: "\($0.node)", to: "\(node.id)") }
    }
    return GraphView(nodes: nodes, edges: edges).collapsingVariants()
  }

  private func timings(_ told: Set<Int>) -> [Surroundings.Timing] {
    outcome.nodes.compactMap { end in
      guard told.contains(end.node), let status = end.graphStatus else { return nil }
      let node = plan.nodes[end.node]
      return Surroundings.Timing(
        node: node.name.description, stage: node.stage.name, status: status, seconds: end.seconds,
        peakBytes: end.peakMemory > 0 ? end.peakMemory : nil,
        promisedBytes: end.promisedMemory > 0 ? end.promisedMemory : nil)
    }
  }
}

extension Plan {
  /// A node and everything that it was made from.
  fileprivate func ancestry(of node: Int) -> Set<Int> {
    var found: Set<Int> = [node]
    var open = [node]
    while let next = open.popLast() {
      for input in nodes[next].inputs where found.insert(input.node).inserted {
        open.append(input.node)
      }
    }
    return found
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
