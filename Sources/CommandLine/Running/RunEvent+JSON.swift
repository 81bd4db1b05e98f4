internal import Engine
internal import Pipeline

extension RunEvent {
  /// The event as one line for `--json`; `nil` for what is none.
  var json: JSON? {
    switch self {
    case .nodeStarted(let node, let cores):
      [
        "event": "started", "node": node.json, "stage": .text(node.stage.name),
        "cores": .integer(cores),
      ]
    case .coresChanged(let node, let cores):
      ["event": "cores", "node": node.json, "cores": .integer(cores)]
    case .waiting(let node, let holder):
      ["event": "waiting", "node": node.json, "for": .text(holder)]
    case .progress(let node, let progress):
      [
        "event": "progress", "node": node.json, "done": .integer(progress.done),
        "total": .integer(progress.total), "unit": .text(progress.unit),
      ]
    case .note(let node, let line): ["event": "note", "node": node.json, "line": .text(line)]
    case .nodeFinished(let node, let outcome):
      .object(
        [("event", "finished"), ("node", node.json)] + outcome.status.json + [
          ("seconds", .number(outcome.seconds)), ("peak-memory", .integer(outcome.peakMemory)),
          ("promised-memory", .integer(outcome.promisedMemory)),
        ])
    case .recomputing(let node, let cause):
      ["event": "recomputing", "node": node.json, "because": .text(cause)]
    case .totals(let totals):
      [
        "event": "totals", "needed": .integer(totals.needed),
        "finished": .integer(totals.finished), "running": .integer(totals.running),
      ]
    case .silence: nil
    }
  }
}

extension PlannedNode {
  fileprivate var json: JSON { .text(name.description) }
}

extension NodeStatus {
  fileprivate var json: [(String, JSON)] {
    switch self {
    case .computed(let artifact):
      [("status", "computed"), ("artifact", .text(artifact.digest.hex))]
    case .reused(let artifact): [("status", "reused"), ("artifact", .text(artifact.digest.hex))]
    case .failed(let failure):
      [
        ("status", "failed"), ("cause", .text(failure.cause.rawValue)),
        ("message", .text(failure.message)),
      ]
    case .skipped(let name): [("status", "skipped"), ("because", .text(name.description))]
    case .cancelled: [("status", "cancelled")]
    }
  }
}
