import Pipeline

extension Plan {
  /// Decides for every node whether it is a hit, and which nodes the targets need.
  mutating func decide(_ knowledge: Knowledge) {
    var leaders: [Digest: Int] = [:]
    var runKeys = [Digest?](repeating: nil, count: nodes.count)
    let journal = journal
    for id in nodes.indices {
      let node = nodes[id]
      let digests = node.inputs.compactMap { nodes[$0.node].record?.artifact.digest }
      let entry = node.names.lazy.compactMap { journal.entries[$0.description] }.first
      nodes[id].expectedSeconds = entry?.seconds
      guard digests.count == node.inputs.count else {
        let question = Question(node, inputs: [], files: files, backend: backend)
        nodes[id].decision = .runUnlessInputsSame(reason(node, question, since: entry?.question))
        continue
      }
      let question = question(of: node, inputs: digests)
      let key = question.runKey
      if let record = knowledge.record(key) {
        nodes[id].decision = .hit(record)
        nodes[id].expectedSeconds = record.seconds
      } else {
        nodes[id].decision = .run(reason(node, question, since: entry?.question))
        runKeys[id] = key
      }
    }
    markNeeded()
    for id in nodes.indices where nodes[id].isNeeded {
      guard let key = runKeys[id] else { continue }
      if let leader = leaders[key] {
        nodes[id].decision = .sameQuestion(as: leader)
      } else {
        leaders[key] = id
      }
    }
  }

  /// Targets are needed, and what a node reads that is no hit; nothing upstream of a hit is.
  private mutating func markNeeded() {
    var open = targets
    while let id = open.popLast() {
      guard !nodes[id].isNeeded else { continue }
      nodes[id].isNeeded = true
      if !nodes[id].decision.isHit { open += nodes[id].inputs.map(\.node) }
    }
  }

  /// The first part of a question that is not as it was in `old`.
  private func reason(_ node: PlannedNode, _ new: Question, since old: Question?) -> Reason {
    guard let old else { return .new }
    if let reason = new.ownDifference(from: old) { return reason }
    if let reason = inputDifference(node, since: old) { return reason }
    return node.stage.wantsLineage && new.lineage != nil && new.lineage != old.lineage
      ? .lineage : .missing
  }

  private func inputDifference(_ node: PlannedNode, since old: Question) -> Reason? {
    for port in node.stage.inputs {
      let before = old.inputs.filter { $0.port == port.name }
      let now = node.inputs.filter { $0.port == port.name }
      guard before.count == now.count else { return .wiring(port: port.name) }
      guard before.map(\.labels) == now.map(\.labels) else { return .labels(port: port.name) }
      for (input, before) in zip(now, before) {
        let source = nodes[input.node]
        guard let record = source.record else {
          return .inputRuns(port: port.name, node: source.name.description)
        }
        guard record.artifact.digest == before.digest else { return .input(port: port.name) }
      }
    }
    return nil
  }
}

extension Question {
  /// The first part that is not as in `old`, the inputs and the lineage left out.
  func ownDifference(from old: Question) -> Reason? {
    if stage != old.stage { return .stage(old: old.stage, new: stage) }
    if version != old.version { return .version(old: old.version, new: version) }
    for setting in settings {
      let before = old.settings.first { $0.name == setting.name }
      if let reason = difference(setting.name, setting.text, before?.text, old) { return reason }
    }
    let names = Set(settings.map(\.name))
    if let gone = old.settings.first(where: { !names.contains($0.name) }) {
      return .setting(gone.name, old: gone.text.display, new: nil)
    }
    return backend == old.backend ? nil : .backend(old: old.backend, new: backend)
  }

  private func difference(
    _ name: String, _ now: SettingText, _ before: SettingText?, _ old: Question
  ) -> Reason? {
    guard let before else { return .setting(name, old: nil, new: now.display) }
    let content = now.replacingFiles { files[$0] }
    guard content != before.replacingFiles({ old.files[$0] }) else { return nil }
    var (paths, oldPaths): ([String], [String]) = ([], [])
    now.forEachFile { paths.append($0) }
    before.forEachFile { oldPaths.append($0) }
    let (names, oldNames) = (paths.map(lastComponent), oldPaths.map(lastComponent))
    if names == oldNames {
      let pairs = zip(zip(paths, oldPaths), names)
      for ((path, oldPath), name) in pairs where files[path] != old.files[oldPath] {
        return .file(name)
      }
    }
    return .setting(name, old: before.display, new: now.display)
  }
}

private func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
