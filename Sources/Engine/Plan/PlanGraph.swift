import Pipeline

/// The graph as the manifest draws it: one node for all variants of a name.
package struct PlanGraph: Hashable, Sendable {
  package struct Node: Hashable, Sendable {
    package var name: String
    package var stage: String
    /// The kind of artifact it yields.
    package var yields: String
    /// The sweep variables it varies over.
    package var axes: [String]
    /// How many variants there are.
    package var variants: Int
  }

  package struct Edge: Hashable, Sendable {
    /// The indices of the nodes.
    package var from: Int
    package var to: Int
    package var port: String
    /// Whether the reader gathers variants.
    package var gathers: Bool
  }

  package var nodes: [Node]
  package var edges: [Edge]
}

extension PlanGraph {
  init(_ draft: Draft, grids: [Grid]) {
    nodes = zip(draft.declarations, grids).map { declaration, grid in
      Node(
        name: declaration.name, stage: declaration.stage?.name ?? "",
        yields: declaration.stage?.output ?? "",
        axes: declaration.axes.map { draft.axes[$0].name }, variants: grid.count)
    }
    edges = []
    for (to, declaration) in draft.declarations.enumerated() {
      for wire in declaration.wires {
        let port = declaration.stage?.inputs[wire.port].name ?? ""
        for reference in wire.references {
          edges.append(
            Edge(from: reference.target, to: to, port: port, gathers: reference.gathers))
        }
      }
    }
  }
}
