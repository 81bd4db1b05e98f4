import Manifest
import Pipeline

/// Multiplies a draft out over its sweeps: one node per variant, equal questions once.
struct Expansion {
  var draft: Draft
  let backend: String
  var nodes: [PlannedNode] = []
  /// By absolute path; each file is asked for once.
  var files: [String: Fingerprint] = [:]
  /// The causes of those that cannot be read, by the bytes of their paths.
  var unreadable: [[UInt8]: FileFault] = [:]
  /// The variants of each declaration.
  var grids: [Grid]
  /// The node of every variant of each declaration; empty when the declaration is broken.
  var variants: [[Int]]
  /// The axes that each variable depends on, and its values where they were asked for.
  var variableGrids: [Grid]
  var values: [[Int: Evaluated?]]
  /// How many lists and maps are open around what is being evaluated.
  var levels = 0

  private var idByKey: [Digest: Int] = [:]
  /// How each node is wired, for the checks of its readers.
  private var wirings: [Wiring] = []

  init(_ draft: Draft, backend: String, variableAxes: [Set<Int>]) {
    self.draft = draft
    self.backend = backend
    grids = draft.declarations.map { Grid($0.axes, of: draft.axes) }
    variants = [[Int]](repeating: [], count: grids.count)
    variableGrids = variableAxes.map { Grid($0.sorted(), of: draft.axes) }
    values = [[Int: Evaluated?]](repeating: [:], count: variableAxes.count)
  }

  /// Makes the nodes of all declarations, which come in an order that puts inputs first.
  mutating func expand(_ order: [Int]) {
    guard isAffordable else { return }
    for index in order { expand(declaration: index) }
    // The last one is freed first, so that no chain of wirings is freed by recursion.
    while wirings.popLast() != nil {}
  }

  /// Whether the sweeps make no more nodes and wires than can be planned; a fault says so.
  private var isAffordable: Bool {
    mutating get {
      var (nodes, inputs) = (0, 0)
      for (declaration, grid) in zip(draft.declarations, grids) {
        nodes = nodes.addingReportingOverflow(grid.count).overflow ? .max : nodes + grid.count
        guard nodes <= PlanLimit.nodes else {
          draft.report(.tooManyNodes(nodes), at: declaration.place, in: declaration.scope)
          return false
        }
      }
      for (declaration, grid) in zip(draft.declarations, grids) {
        let references = declaration.wires.flatMap(\.references)
        for reference in references {
          // An axis without values makes a factor zero, and leaves the other as large as the sweep was written.
          let read = gathered(reference).multipliedReportingOverflow(by: grid.count)
          let sum = inputs.addingReportingOverflow(read.partialValue)
          inputs = read.overflow || sum.overflow ? .max : sum.partialValue
        }
        guard inputs <= PlanLimit.inputs else {
          draft.report(.tooManyInputs(inputs), at: declaration.place, in: declaration.scope)
          return false
        }
      }
      return true
    }
  }

  /// How many variants a reference means.
  private func gathered(_ reference: Reference) -> Int {
    zip(reference.choices, draft.declarations[reference.target].axes).reduce(1) { count, choice in
      guard case .all = choice.0 else { return count }
      let (product, overflow) = count.multipliedReportingOverflow(
        by: draft.axes[choice.1].labels.count)
      return overflow ? .max : product
    }
  }

  private mutating func expand(declaration index: Int) {
    let reads = draft.declarations[index].wires.flatMap(\.references)
    if reads.contains(where: { draft.declarations[$0.target].isBroken }) {
      draft.declarations[index].isBroken = true
    }
    let declaration = draft.declarations[index]
    guard let stage = declaration.stage else { return }
    var point = [Int](repeating: 0, count: draft.axes.count)
    var ids: [Int] = []
    // A setting may take no part in some variants of a sweep, but one that takes part in none is a mistake.
    var idle: (faults: [SettingFault], given: [GivenSetting])?
    for variant in 0..<grids[index].count {
      grids[index].locate(variant, in: &point)
      let (given, timeout) = settings(of: declaration, at: point)
      guard !declaration.isBroken, let given else {
        check(given ?? [], of: declaration)
        draft.declarations[index].isBroken = true
        continue
      }
      let inputs = inputs(of: declaration, stage, at: point)
      guard fit(inputs, declaration, stage) else { break }
      let wiring = wiring(stage, inputs)
      guard let prepared = prepare(given, of: declaration, stage, wiring) else {
        draft.declarations[index].isBroken = true
        continue
      }
      idle = (idle?.faults.filter(prepared.idle.contains) ?? prepared.idle, given)
      let name = NodeName(declaration.name, labels: labels(of: declaration.axes, at: point))
      ids.append(
        add(name, declaration, stage, prepared, inputs, wiring, timeout: timeout))
    }
    if let idle, !draft.declarations[index].isBroken {
      for fault in idle.faults { report(fault, idle.given, declaration, stage) }
      draft.declarations[index].isBroken = !idle.faults.isEmpty
    }
    // Readers of a broken declaration are checked for their own settings alone.
    guard !draft.declarations[index].isBroken else { return }
    variants[index] = ids
  }

  /// Whether the nodes behind the inputs yield what the ports take; the draft has checked all but open stages.
  private mutating func fit(
    _ inputs: [PlannedInput], _ declaration: Declaration, _ stage: StageType
  ) -> Bool {
    for input in inputs where nodes[input.node].stage.isOpen {
      let (source, yields) = (nodes[input.node], nodes[input.node].prepared.stage.yields)
      guard let wire = declaration.wires.first(where: { stage.inputs[$0.port].name == input.port }),
        !stage.inputs[wire.port].accepts(yields)
      else { continue }
      draft.report(
        .wrongKind(
          port: input.port, takes: stage.inputs[wire.port].kind, node: source.name.name,
          yields: yields),
        at: wire.references.first?.place ?? wire.place, in: declaration.scope)
      if let index = draft.declarationByName[declaration.name] {
        draft.declarations[index].isBroken = true
      }
      return false
    }
    return true
  }

  private mutating func add(
    _ name: NodeName, _ declaration: Declaration, _ stage: StageType, _ prepared: PreparedStage,
    _ inputs: [PlannedInput], _ wiring: Wiring, timeout: Double?
  ) -> Int {
    let question = Question(
      stage: stage, settings: prepared.settings, files: files, backend: backend,
      inputs: inputs.map {
        .init(port: $0.port, labels: $0.labels, digest: nodes[$0.node].planKey)
      })
    let key = question.planKey
    if let id = idByKey[key] {
      nodes[id].names.append(name)
      // Of several limits the most lenient one, so that no name is ended by another's.
      nodes[id].timeout = nodes[id].timeout.flatMap { own in timeout.map { max(own, $0) } }
      return id
    }
    let id = nodes.count
    idByKey[key] = id
    wirings.append(wiring)
    nodes.append(
      PlannedNode(
        id: id, names: [name], stage: stage, prepared: prepared, inputs: inputs, planKey: key,
        timeout: timeout, place: declaration.place, decision: .run(.new), isNeeded: false))
    return id
  }

  private func wiring(_ stage: StageType, _ inputs: [PlannedInput]) -> Wiring {
    var ports: [String: [Wiring]] = [:]
    for input in inputs { ports[input.port, default: []].append(wirings[input.node]) }
    return Wiring(stage: stage.name, ports: ports)
  }

  /// The labels of a variant.
  func labels(of axes: [Int], at point: [Int]) -> [Label] {
    axes.map { Label(axis: draft.axes[$0].name, value: draft.axes[$0].labels[point[$0]]) }
  }

  private func inputs(
    of declaration: Declaration, _ stage: StageType, at point: [Int]
  ) -> [PlannedInput] {
    declaration.wires.flatMap { wire in
      let port = stage.inputs[wire.port]
      return wire.references.flatMap { reference in
        inputs(of: reference, at: port, from: point)
      }
    }
  }

  /// What a reference means for the reader at `start`.
  private func inputs(
    of reference: Reference, at port: any InputPort, from start: [Int]
  ) -> [PlannedInput] {
    let axes = draft.declarations[reference.target].axes
    return variants(of: reference, from: start).map { index, point in
      PlannedInput(
        port: port.name, node: variants[reference.target][index],
        labels: port.takesLabels ? labels(of: axes, at: point) : [])
    }
  }

  /// The variants that a reference means for the reader at `start`.
  func variants(of reference: Reference, from start: [Int]) -> [(index: Int, point: [Int])] {
    var point = start
    var gathered: [Int] = []
    for (axis, choice) in zip(draft.declarations[reference.target].axes, reference.choices) {
      switch choice {
      case .same: break
      case .one(let index): point[axis] = index
      case .all: gathered.append(axis)
      }
    }
    let grid = Grid(gathered, of: draft.axes)
    return (0..<grid.count).map { index in
      grid.locate(index, in: &point)
      return (grids[reference.target].index(at: point), point)
    }
  }
}
