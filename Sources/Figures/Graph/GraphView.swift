/// An experiment as a graph of named nodes, with what became of each.
package struct GraphView: Equatable, Sendable {
  /// What became of a node in a run.
  package enum Status: String, Equatable, Hashable, Sendable, CaseIterable {
    case computed, reused, failed, skipped
  }

  /// One node of the experiment, or several variants of it drawn as one.
  package struct Node: Equatable, Sendable {
    /// Tells nodes apart; edges refer to it.
    package var id: String
    /// What the reader sees; variants of one node share it.
    package var name: String
    package var stage: String
    /// How many variants ended in each way; one of one for a node without variants.
    package var outcomes: [Status: Int]
    /// Time spent, over all variants.
    package var seconds: Double?

    package init(
      id: String, name: String, stage: String, status: Status? = nil, seconds: Double? = nil
    ) {
      self.id = id
      self.name = name
      self.stage = stage
      self.outcomes = status.map { [$0: 1] } ?? [:]
      self.seconds = seconds
    }

    /// How many nodes this one stands for.
    package internal(set) var variants = 1

    /// The outcome that a reader should see first: a failure, then what it prevented.
    var leadingStatus: Status? {
      [Status.failed, .skipped, .computed, .reused].first { (outcomes[$0] ?? 0) > 0 }
    }
  }

  /// What flows from one node into another.
  package struct Edge: Equatable, Hashable, Sendable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  package var nodes: [Node]
  package var edges: [Edge]

  package init(nodes: [Node], edges: [Edge]) {
    self.nodes = nodes
    self.edges = edges
  }

  /// The graph with all nodes of one name drawn as one, which remembers how many there are.
  package func collapsingVariants() -> GraphView {
    var groups: [Node] = []
    var place: [String: Int] = [:]
    var owner: [String: String] = [:]
    for node in nodes {
      if let index = place[node.name] {
        groups[index].variants += node.variants
        groups[index].outcomes.merge(node.outcomes, uniquingKeysWith: +)
        if let seconds = node.seconds {
          groups[index].seconds = (groups[index].seconds ?? 0) + seconds
        }
      } else {
        place[node.name] = groups.count
        groups.append(node)
      }
      owner[node.id] = place[node.name].map { groups[$0].id }
    }
    var seen: Set<Edge> = []
    let joined = edges.compactMap { edge -> Edge? in
      guard let from = owner[edge.from], let to = owner[edge.to], from != to else { return nil }
      let edge = Edge(from: from, to: to)
      return seen.insert(edge).inserted ? edge : nil
    }
    return GraphView(nodes: groups, edges: joined)
  }

  /// Edges as places of nodes in the list, without repeats, loops and unknown ends.
  var links: [(from: Int, to: Int)] {
    var place: [String: Int] = [:]
    for (index, node) in nodes.enumerated() where place[node.id] == nil { place[node.id] = index }
    var seen: Set<Edge> = []
    return edges.compactMap { edge in
      guard let from = place[edge.from], let to = place[edge.to], from != to,
        seen.insert(edge).inserted
      else { return nil }
      return (from, to)
    }
  }
}
