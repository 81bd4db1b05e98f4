package import Pipeline

/// What the nodes that a plan will run have to do and will need, told before any of them runs.
///
/// A node does what it did the last time, when neither its settings nor anything upstream that runs has changed; else what its
/// stage says of its inputs' sizes; else, changed or not, what it did the last time; else nobody knows.
package struct Workload: Sendable {
  enum Cost: Sendable {
    /// Wall seconds, on however many cores the node had.
    case timed(Double)
    case operations(Work)
  }

  struct Node: Sendable {
    var cost: Cost?
    /// What the stage's formula promises to need at most; `nil` when the sizes of its inputs are not known.
    var memory: Int?
    /// What its artifact will take in the store; `nil` when that is not known.
    var bytes: Int?
  }

  /// By the node's id; `nil` for nodes that will not run.
  let nodes: [Node?]
  /// What each node reads, by id.
  let inputs: [[Int]]
}

extension Plan {
  /// What running this plan asks for; `open` gives the content of files that settings name, for sizes that are in them.
  package func workload(
    open: @escaping @Sendable (InputFile) -> (any Bytes)? = { _ in nil }
  ) -> Workload {
    var sizing = Sizing(self, open: open)
    return Workload(
      nodes: nodes.indices.map { sizing.next($0) }, inputs: nodes.map { $0.inputs.map(\.node) })
  }

  /// This plan with what a forecast says of its nodes, for their order and for the time left.
  package func expecting(_ forecast: Forecast) -> Plan {
    var plan = self
    for (id, node) in forecast.nodes.enumerated() where node?.source != nil {
      plan.nodes[id].expectedSeconds = node?.seconds
    }
    for id in plan.nodes.indices {
      if case .sameQuestion = plan.nodes[id].decision { plan.nodes[id].expectedSeconds = 0 }
    }
    return plan
  }
}
