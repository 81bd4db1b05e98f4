import Manifest
import Pipeline

extension Draft {
  /// Finds what every reference means, and an order in which nodes come after what they read.
  ///
  /// Afterwards each declaration knows its axes, and what is not broken is wired as its stage asks.
  mutating func wire(_ variableAxes: [Set<Int>]) -> [Int] {
    for index in declarations.indices { resolveWires(of: index) }
    let needs = declarations.map { $0.wires.flatMap { $0.references.map(\.target) } }
    let order = TopologicalOrder(needs)
    for cycle in order.cycles { reportCycle(cycle) }
    for index in order.order {
      findAxes(of: index, variableAxes)
      checkPorts(of: index)
    }
    return order.order
  }

  private mutating func resolveWires(of index: Int) {
    for wire in declarations[index].wires.indices {
      let written = declarations[index].wires[wire].written
      if let references = resolve(written) {
        declarations[index].wires[wire].references = references
      } else {
        declarations[index].isBroken = true
      }
    }
  }

  /// What references mean, `nil` when one has no meaning.
  private mutating func resolve(_ written: [WrittenReference]) -> [Reference]? {
    var found: [Reference] = []
    var isWhole = true
    for reference in written {
      // Lists within lists grow with every part that they pass through.
      guard !hasTooManyReferences else { return nil }
      if let meant = resolve(reference) { found += meant } else { isWhole = false }
      if found.count > PlanLimit.references {
        hasTooManyReferences = true
        report(.tooManyReferences, at: reference.place, in: reference.scope)
      }
    }
    return isWhole ? found : nil
  }

  private mutating func resolve(_ written: WrittenReference) -> [Reference]? {
    let scope = scopes[written.scope]
    if let taken = scope.takes[written.name] {
      guard written.selection == WrittenSelection() else {
        report(.selectsTaken(written.name), at: written.place, in: written.scope)
        return nil
      }
      return taken.isEmpty ? nil : resolve(taken)
    }
    let name = scope.prefix + written.name
    if let target = declarationByName[name] {
      return [
        Reference(
          target: target, selection: written.selection, place: written.place, scope: written.scope)
      ]
    }
    if parts.contains(name), !failedNames.contains(name) {
      report(.partAsNode(written.name), at: written.place, in: written.scope)
    } else if !hasFailed(name) {
      let suggestion = suggestion(for: written.name, in: maySuggest ? names(in: scope) : [])
      report(
        .unknownNode(written.name), at: written.place, in: written.scope, suggestion: suggestion)
    }
    return nil
  }

  /// Whether `name`, or a part that it lies in, could not be declared.
  func hasFailed(_ name: String) -> Bool {
    guard !failedNames.isEmpty else { return false }
    var prefix = ""
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      prefix += prefix.isEmpty ? part : "." + part
      if failedNames.contains(prefix) { return true }
    }
    return false
  }

  private func names(in scope: Scope) -> [String] {
    let local = declarationByName.keys.filter { $0.hasPrefix(scope.prefix) }
    return local.map { String($0.dropFirst(scope.prefix.count)) } + scope.takes.keys
  }

  private mutating func reportCycle(_ cycle: [Int]) {
    for index in cycle { declarations[index].isBroken = true }
    guard cycle.count > 1 else { return }
    let (reader, target) = (declarations[cycle[cycle.count - 2]], cycle[cycle.count - 1])
    let wires = reader.wires.flatMap(\.references)
    guard let wire = wires.first(where: { $0.target == target }) else { return }
    let names = cycle.map { declarations[$0].name }
    let shown = names.count > 12 ? names.prefix(6) + ["…"] + names.suffix(5) : names[...]
    report(.nodeCycle(Array(shown)), at: wire.place, in: reader.scope)
  }

  /// Faults of what is wired to a node's ports: how many, of which kind, and what is missing.
  private mutating func checkPorts(of index: Int) {
    let declaration = declarations[index]
    guard let stage = declaration.stage else { return }
    for wire in declaration.wires {
      let port = stage.inputs[wire.port]
      if wire.isList, port.arity != .list {
        reject(.listForOne(port: port.name), at: wire.place, index)
      } else if port.arity != .list, wire.references.count > 1 {
        // A port of a part that was given a list.
        reject(.manyForOne(port: port.name, count: wire.references.count), at: wire.place, index)
      } else if wire.isList, wire.written.isEmpty, port.mustBeWired {
        reject(.emptyPort(port.name), at: wire.place, index)
      }
      for reference in wire.references { check(reference, at: port, of: index) }
    }
    let wired = Set(declaration.wires.map { stage.inputs[$0.port].name })
    for port in stage.inputs where port.mustBeWired && !wired.contains(port.name) {
      let reason = PlanFault.Reason.missingPort(port.name, kind: port.kind, stage: stage.name)
      reject(reason, at: declaration.place, index)
    }
  }

  private mutating func check(_ reference: Reference, at port: any InputPort, of index: Int) {
    let target = declarations[reference.target]
    // What an open stage yields is known once its settings are.
    if let stage = target.stage, !stage.isOpen, !port.accepts(stage.output) {
      reject(
        .wrongKind(port: port.name, takes: port.kind, node: target.name, yields: stage.output),
        at: reference.place, index)
    }
    guard port.arity != .list, reference.gathers else { return }
    let gathered = zip(reference.choices, target.axes).reduce(1) { count, choice in
      guard case .all = choice.0 else { return count }
      return count.multipliedReportingOverflow(by: axes[choice.1].labels.count).partialValue
    }
    reject(.manyForOne(port: port.name, count: gathered), at: reference.place, index)
  }

  private mutating func reject(_ reason: PlanFault.Reason, at place: Place, _ index: Int) {
    declarations[index].isBroken = true
    report(reason, at: place, in: declarations[index].scope)
  }
}

extension Reference {
  /// Whether it means all values of some axis.
  var gathers: Bool { selection.gathersAll || selection.picks.contains { $0.label == nil } }
}
