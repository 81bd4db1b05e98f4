internal import Engine
internal import Executors
internal import Pipeline
internal import Store

/// A result that was damaged in the store, or gone from it, when it was to be written.
struct DamagedResult {
  var name: NodeName
  var cause: String
}

/// What became of a run's results where people look for them.
struct WrittenResults {
  /// The folders that hold them.
  var folders: [String] = []
  /// Those that could not be read from the store.
  var damaged: [DamagedResult] = []
  /// Why some could not be written.
  var failures: [ToolFailure] = []
}

extension Tool {
  /// Writes what the run was for: the folders, and which results could not be read or written.
  func writeOutputs(
    _ outcome: Outcome, _ plan: Plan, _ store: DiskStore, _ interrupts: Interrupts
  ) throws(ToolFailure) -> WrittenResults {
    let wanted = Set(plan.results)
    let results: [(node: PlannedNode, artifact: StoredArtifact)] = outcome.nodes.compactMap { end in
      guard wanted.contains(end.node), let artifact = end.status.artifact,
        Outputs.kinds.contains(artifact.kind)
      else { return nil }
      return (plan.nodes[end.node], artifact)
    }
    guard !results.isEmpty else { return WrittenResults() }
    let portrait = RunPortrait(plan: plan, outcome: outcome, tool: self)
    let outputs = Outputs(folder: outputFolder, store: store, portrait: portrait)
    return try outputs.alone(unless: { interrupts.take() > 0 }, saying: console.message) {
      () throws(ToolFailure) in
      var written = WrittenResults()
      outputs.removeLeftovers(of: results.map(\.node))
      for (node, artifact) in results {
        do throws(ToolFailure) {
          written.folders += try outputs.write(artifact, of: node)
        } catch {
          if error.isOfDamage {
            written.damaged.append(DamagedResult(name: node.name, cause: error.message))
          } else {
            written.failures.append(error)
          }
        }
      }
      return written
    }
  }

  /// Throws when a result could not take its place.
  func checkOutputs(of plan: Plan) throws(ToolFailure) {
    let results = plan.results.map { plan.nodes[$0] }
      .filter { Outputs.kinds.contains($0.prepared.stage.yields) }
    guard !results.isEmpty else { return }
    try Outputs.checkFolder(outputFolder)
    for name in results.flatMap(\.names) {
      try Outputs.checkPlace(Outputs.path(of: name, in: outputFolder))
    }
  }

  private var outputFolder: String {
    if let folder = invocation[.out] { return folder }
    let file = invocation.operands[0].split(separator: "/").last.map(String.init) ?? "manifest"
    let stem = file.split(separator: ".").dropLast().joined(separator: ".")
    return "out/" + (stem.isEmpty ? file : stem)
  }
}
