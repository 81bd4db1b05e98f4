internal import Engine
internal import Figures
internal import Pipeline

extension Tool {
  /// `plan`: what would run, and why.
  func plan() throws(ToolFailure) -> ExitStatus {
    let targets = Array(invocation.operands.dropFirst())
    var plan = try Planning(self, .optional, targets: targets).plan
    let forecast = forecast(plan, cores: Machine.current.cores)
    if let forecast { plan = plan.expecting(forecast) }
    let needed = plan.nodes.filter(\.isNeeded)
    if invocation.has(.json) {
      for node in needed { console.result(node.json(forecast?.nodes[node.id]).line) }
      if let forecast { console.result(forecast.json(plan.name(of:)).line) }
      return .done
    }
    let shown = invocation.has(.verbose) ? needed : needed.filter { !$0.decision.isHit }
    let width = min(48, shown.map(\.name.description.count).max() ?? 0)
    for node in shown { console.result(line(for: node, width: width)) }
    let time = forecast.map { ": " + $0.words(plan.name(of:)) } ?? work(of: needed)
    console.result(plan.counts + time)
    return .done
  }

  /// What the nodes that run took the last time, when all of it is too little for a forecast.
  private func work(of needed: [PlannedNode]) -> String {
    let seconds = needed.filter { !$0.decision.isHit }.compactMap(\.expectedSeconds).reduce(0, +)
    return seconds > 0 ? ", about \(TimeText.text(seconds)) of work" : ""
  }

  private func line(for node: PlannedNode, width: Int) -> String {
    let name = node.name.description
    let padded = name + String(repeating: " ", count: max(0, width - name.count))
    let (word, colour, why): (String, Style.Colour, String) =
      switch node.decision {
      case .hit: ("known", .green, "")
      case .run(let reason): ("run  ", .yellow, reason.description)
      case .runUnlessInputsSame(let reason): ("run? ", .cyan, reason.description)
      case .sameQuestion: ("known", .green, "as another node of this run")
      }
    let line = "\(console.results(word, colour))  \(padded)  \(why)"
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// `check`: all faults of a manifest.
  func check() throws(ToolFailure) -> ExitStatus {
    let plan = try Planning(self, .none).plan
    let (nodes, variants) = (plan.graph.nodes.count, plan.nodes.count)
    console.result(
      "\(invocation.operands[0]): no faults; \(nodes) nodes, \(variants) with all variants")
    return .done
  }

  /// `graph`: the graph of stages as text.
  func graph() throws(ToolFailure) -> ExitStatus {
    let view = GraphView(try Planning(self, .none).plan.graph)
    let text = invocation[.format] == "dot" ? dot(view) : mermaid(view)
    Console.write(text, to: 1)
    return .done
  }
}

extension GraphView {
  /// The graph as the manifest draws it.
  init(_ graph: PlanGraph) {
    self.init(
      nodes: graph.nodes.map { Node(id: $0.name, name: $0.name, stage: $0.stage) },
      edges: graph.edges.map {
        Edge(from: graph.nodes[$0.from].name, to: graph.nodes[$0.to].name)
      })
  }
}

extension PlannedNode {
  /// What would become of the node, with what is foretold of it.
  fileprivate func json(_ foretold: Forecast.Node?) -> JSON {
    let (word, why): (String, String?) =
      switch decision {
      case .hit: ("hit", nil)
      case .run(let reason): ("run", reason.description)
      case .runUnlessInputsSame(let reason): ("run-unless-inputs-same", reason.description)
      case .sameQuestion: ("same-question", nil)
      }
    return [
      "node": .text(name.description), "stage": .text(stage.name), "decision": .text(word),
      "reason": JSON(why), "key": .text(planKey.hex), "expected-seconds": JSON(expectedSeconds),
      "expected-from": JSON(foretold?.source?.rawValue),
      "memory": foretold?.memory.map { .integer($0) } ?? .null,
    ]
  }
}
