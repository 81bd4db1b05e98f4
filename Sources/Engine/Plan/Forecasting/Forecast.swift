/// How long a run will take, and how much memory, told before it starts.
///
/// Seconds that were timed are wall seconds on however many cores the node had, which no record says. They are taken as seconds
/// on one core, as they are where many nodes ran side by side; a node that had all cores counts for too little in the sum over
/// nodes, but the longest way through the graph has it at its full length, and no run is shorter than that.
package struct Forecast: Hashable, Sendable {
  /// Where a node's seconds come from.
  package enum Source: String, Hashable, Sendable { case timed, operations }

  /// What is foretold of one node.
  package struct Node: Hashable, Sendable {
    /// `nil` where nobody knows; the seconds are then 0.
    package var source: Source?
    /// With one core.
    package var seconds: Double
    /// What the stage's formula promises to need at most; `nil` when the sizes of its inputs are not known.
    package var memory: Int?
    /// What its artifact will take in the store; `nil` when that is not known.
    package var bytes: Int?

    package init(
      source: Source? = nil, seconds: Double = 0, memory: Int? = nil, bytes: Int? = nil
    ) {
      (self.source, self.seconds, self.memory, self.bytes) = (source, seconds, memory, bytes)
    }
  }

  /// By the node's id; `nil` for nodes that will not run.
  package let nodes: [Node?]
  package let cores: Int
  /// Wall time: the seconds of all nodes shared out to the cores, but at least those of the longest way, each of whose nodes has
  /// all cores.
  package let seconds: Double

  package init(nodes: [Node?], cores: Int, seconds: Double) {
    (self.nodes, self.cores, self.seconds) = (nodes, cores, seconds)
  }

  /// How many nodes are taken as timed before.
  package var timed: Int { nodes.count { $0?.source == .timed } }
  /// How many are judged by what they have to do.
  package var fromOperations: Int { nodes.count { $0?.source == .operations } }
  /// How many will take nobody knows how long.
  package var unknown: Int { nodes.count { $0.map { $0.source == nil } ?? false } }

  /// The node that promises to need the most memory.
  package var largest: Int? {
    nodes.indices.filter { nodes[$0]?.memory != nil }
      .max { (nodes[$0]?.memory ?? 0, $1) < (nodes[$1]?.memory ?? 0, $0) }
  }

  /// What all artifacts whose sizes are known will take in the store, in bytes.
  package var bytes: Int {
    // One alone can come to an exbibyte, as sides are bounded and not their products; some of them would overflow.
    nodes.reduce(0) { min($0, 1 << 60) + ($1?.bytes ?? 0) }
  }

  /// The most memory that one node promises to need, in bytes.
  package var memory: Int? { largest.flatMap { nodes[$0]?.memory } }
}

extension Workload {
  /// How long it takes on `cores` cores of a machine.
  package func forecast(at rates: MachineRates, on cores: Int) -> Forecast {
    var paths = [Double](repeating: 0, count: nodes.count)
    var sum = 0.0
    let foretold = nodes.indices.map { id -> Forecast.Node? in
      paths[id] = inputs[id].reduce(0) { max($0, paths[$1]) }
      guard let node = nodes[id] else { return nil }
      var result = Forecast.Node(memory: node.memory, bytes: node.bytes)
      switch node.cost {
      case .timed(let seconds):
        (result.source, result.seconds) = (.timed, seconds)
        paths[id] += seconds
      case .operations(let work):
        (result.source, result.seconds) = (.operations, rates.seconds(for: work, on: 1))
        paths[id] += rates.seconds(for: work, on: cores)
      case nil: break
      }
      sum += result.seconds
      return result
    }
    return Forecast(
      nodes: foretold, cores: cores, seconds: max(sum / Double(cores), paths.max() ?? 0))
  }
}
