internal import Engine
internal import Pipeline
internal import Store

/// Collects what nodes say and keeps it in the store, under the question they answer.
struct RunLogs {
  let store: DiskStore
  private var lines: [Int: [String]] = [:]

  init(store: DiskStore) {
    self.store = store
  }

  mutating func take(_ event: RunEvent) {
    switch event {
    case .nodeStarted(let node, let cores):
      lines[node.id] = ["\(node.name): \(node.stage.name), cores at first: \(cores)"]
    case .waiting(let node, let holder):
      lines[node.id, default: []].append("waiting for \(holder), which computes the same")
    case .note(let node, let line):
      lines[node.id, default: []].append(line)
    case .nodeFinished(let node, let outcome):
      guard let said = lines.removeValue(forKey: node.id) else { return }
      // Whoever computed it keeps the log, another process too.
      guard let key = outcome.runKey, !outcome.status.isReused else { return }
      let warning = outcome.memoryWarning.map { ["warning: " + $0] } ?? []
      let text = (said + warning + [Self.end(outcome)]).map { $0 + "\n" }.joined()
      // A log that cannot be kept must not cost the run.
      try? store.saveLog(Array(text.utf8), of: key)
    case .coresChanged, .progress, .recomputing, .totals, .silence: break
    }
  }

  private static func end(_ outcome: NodeOutcome) -> String {
    let facts =
      (["after \(TimeText.text(outcome.seconds))"] + [outcome.memoryText].compactMap { $0 })
      .joined(separator: ", ")
    switch outcome.status {
    case .computed, .reused: return "computed \(facts)"
    case .failed(let failure): return "failed \(facts): \(failure.message)"
    case .skipped, .cancelled: return "stopped \(facts)"
    }
  }
}
