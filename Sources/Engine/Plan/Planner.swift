import Manifest
package import Pipeline

/// Makes plans: from a manifest, the catalog, and what is known, to what will run and why.
package struct Planner: Sendable {
  package let catalog: Catalog
  /// Names architecture, BLAS build and kernel family.
  package let backend: String

  package init(catalog: Catalog, backend: String) {
    self.catalog = catalog
    self.backend = backend
  }

  /// The plan, or all faults of the manifest, its parts and the command line.
  package func plan(_ request: PlanRequest) -> Result<Plan, PlanFaults> {
    var draft = Draft(request, catalog: catalog)
    draft.read()
    let variableAxes = draft.axesOfVariables()
    let order = draft.wire(variableAxes)
    draft.reportUnused()
    draft.reportNothingToDo()
    let targets = draft.findTargets()
    var expansion = Expansion(draft, backend: backend, variableAxes: variableAxes)
    expansion.expand(order)
    guard expansion.draft.faults.isEmpty else {
      return .failure(PlanFaults(expansion.draft.faults, sources: expansion.draft.sources))
    }
    var plan = Plan(expansion, targets: targets)
    plan.decide(request.knowledge)
    return .success(plan)
  }
}

extension Plan {
  init(_ expansion: Expansion, targets references: [Reference]?) {
    let draft = expansion.draft
    precondition(!draft.declarations.contains(where: \.isBroken), "a broken node without a fault")
    manifest = draft.request.source.name
    nodes = expansion.nodes
    files = expansion.files
    backend = expansion.backend
    journal = draft.request.knowledge.journal
    graph = PlanGraph(draft, grids: expansion.grids)
    var consumers = [[Int]](repeating: [], count: nodes.count)
    for node in nodes {
      for input in node.inputs where consumers[input.node].last != node.id {
        consumers[input.node].append(node.id)
      }
    }
    self.consumers = consumers
    let chosen = references.map { $0.flatMap(expansion.nodes(of:)) } ?? Array(nodes.indices)
    targets = Set(chosen).sorted()
    results = references == nil ? nodes.indices.filter { consumers[$0].isEmpty } : targets
  }
}

extension Expansion {
  /// The nodes that a target means.
  func nodes(of reference: Reference) -> [Int] {
    let start = [Int](repeating: 0, count: draft.axes.count)
    return variants(of: reference, from: start).map { variants[reference.target][$0.index] }
  }
}
