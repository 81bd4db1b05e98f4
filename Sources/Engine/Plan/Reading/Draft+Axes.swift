import Manifest

extension Draft {
  /// The axes that each variable's value depends on, with the faults of values that depend on
  /// themselves and of sweeps that depend on sweeps.
  mutating func axesOfVariables() -> [Set<Int>] {
    let needs = variables.map { variable in
      var found: Set<Int> = variable.template.mentions
      for value in variable.axis.map({ axes[$0].values }) ?? [] {
        value?.forEachVariable { found.insert($0) }
      }
      return found.sorted()
    }
    let order = TopologicalOrder(needs)
    var depths = [Int](repeating: 0, count: variables.count)
    for cycle in order.cycles { reportVariableCycle(cycle) }
    let inCycle = Set(order.cycles.joined())
    var result = [Set<Int>](repeating: [], count: variables.count)
    for index in order.order where !inCycle.contains(index) {
      for need in needs[index] {
        result[index].formUnion(result[need])
        depths[index] = max(depths[index], depths[need] + 1)
      }
      if depths[index] > PlanLimit.chain {
        report(.chainTooLong, at: variables[index].place, in: variables[index].scope)
        variables[index].template = nil
        depths[index] = 0
      }
      guard let axis = variables[index].axis else { continue }
      if let other = result[index].min() {
        let reason = PlanFault.Reason.sweptSweep(axis: axes[axis].name, by: axes[other].name)
        report(reason, at: variables[index].place, in: variables[index].scope)
        axes[axis].values = axes[axis].values.map { _ in nil }
      }
      result[index] = [axis]
    }
    return result
  }

  private mutating func reportVariableCycle(_ cycle: [Int]) {
    let first = variables[cycle[0]]
    report(.variableCycle(cycle.map { variables[$0].name }), at: first.place, in: first.scope)
    for index in cycle {
      variables[index].template = nil
      if let axis = variables[index].axis {
        axes[axis].values = axes[axis].values.map { _ in nil }
      }
    }
  }

  /// Finds the axes a node varies over: those its values mention, and those of what it reads.
  mutating func findAxes(of index: Int, _ variableAxes: [Set<Int>]) {
    var found: Set<Int> = []
    let templates = declarations[index].settings.map(\.template) + [declarations[index].timeout]
    for template in templates {
      template?.forEachVariable { found.formUnion(variableAxes[$0]) }
    }
    for wire in declarations[index].wires.indices {
      for position in declarations[index].wires[wire].references.indices {
        var reference = declarations[index].wires[wire].references[position]
        if choose(&reference) {
          let followed = zip(declarations[reference.target].axes, reference.choices)
          for case (let axis, .same) in followed { found.insert(axis) }
          declarations[index].wires[wire].references[position] = reference
        } else {
          declarations[index].isBroken = true
        }
      }
    }
    declarations[index].axes = found.sorted()
    reportTwins(among: declarations[index].axes, of: index)
  }

  /// Two files may each sweep a variable of one name; a node that depends on both has no name for its variants.
  private mutating func reportTwins(among found: [Int], of index: Int) {
    var names: Set<String> = []
    for axis in found where !names.insert(axes[axis].name).inserted {
      declarations[index].isBroken = true
      report(
        .sweptTwice(axis: axes[axis].name, node: declarations[index].name),
        at: declarations[index].place, in: declarations[index].scope)
    }
  }

  /// Decides what the brackets of a reference choose on each axis of its target.
  ///
  /// An axis that the brackets leave out is chosen as `rest` says, or gathered by `[*]`.
  mutating func choose(
    _ reference: inout Reference, otherwise rest: Reference.Choice = .same
  ) -> Bool {
    let target = declarations[reference.target]
    let isKnown = !target.isBroken
    var picks: [Int: Reference.Choice] = [:]
    var isWhole = true
    for pick in reference.selection.picks {
      guard let axis = target.axes.first(where: { axes[$0].name == pick.axis }) else {
        // A broken target may vary over more than is known.
        if isKnown { reportPick(pick, reference, target) }
        isWhole = false
        continue
      }
      var choice = Reference.Choice.all
      if let label = pick.label {
        guard let index = axes[axis].indexByLabel[label] else {
          let suggestion = suggestion(for: label, in: axes[axis].labels)
          report(
            .unknownLabel(label, axis: pick.axis), at: reference.place, in: reference.scope,
            suggestion: suggestion)
          isWhole = false
          continue
        }
        choice = .one(index)
      }
      if picks.updateValue(choice, forKey: axis) != nil {
        report(.selectsTwice(axis: pick.axis), at: reference.place, in: reference.scope)
        isWhole = false
      }
    }
    let rest = reference.selection.gathersAll ? Reference.Choice.all : rest
    reference.choices = target.axes.map { picks[$0] ?? rest }
    return isWhole && isKnown
  }

  private mutating func reportPick(
    _ pick: WrittenSelection.Pick, _ reference: Reference, _ target: Declaration
  ) {
    let suggestion = suggestion(for: pick.axis, in: target.axes.map { axes[$0].name })
    report(
      .notSwept(node: target.name, axis: pick.axis), at: reference.place, in: reference.scope,
      suggestion: suggestion)
  }

  /// Reports lets and sweeps that no node uses; a value that a profile could set counts as used.
  mutating func reportUnused() {
    // What could not be declared may have used them.
    guard failedNames.isEmpty else { return }
    var isUsed = [Bool](repeating: false, count: variables.count)
    var open: [Int] = []
    func use(_ index: Int) {
      if !isUsed[index] { open.append(index) }
      isUsed[index] = true
    }
    for declaration in declarations {
      for setting in declaration.settings { setting.template.forEachVariable(use) }
      declaration.timeout?.forEachVariable(use)
    }
    for index in strayMentions { use(index) }
    while let index = open.popLast() {
      for mentioned in variables[index].mentions { use(mentioned) }
    }
    for (variable, isUsed) in zip(variables, isUsed) where !isUsed {
      let reason: PlanFault.Reason =
        variable.isSwept ? .unusedSweep(variable.name) : .unusedLet(variable.name)
      report(reason, at: variable.place, in: variable.scope)
    }
  }
}
