import Pipeline

extension Plan {
  /// Decides for every node whether it is a hit, and which nodes the targets need.
  mutating func decide(_ knowledge: Knowledge) {
    var leaders: [Digest: Int] = [:]
    var runKeys = [Digest?](repeating: nil, count: nodes.count)
    var artifacts = [Digest?](repeating: nil, count: nodes.count)
    let journal = journal
    for id in nodes.indices {
      let digests = nodes[id].inputs.compactMap { artifacts[$0.node] }
      let isAnswerable = digests.count == nodes[id].inputs.count
      let question =
        isAnswerable
        ? question(of: nodes[id], inputs: digests)
        : Question(nodes[id], inputs: [], files: files, backend: backend)
      let key = question.runKey
      if isAnswerable, let record = knowledge.record(key) {
        nodes[id].decision = .hit(record)
        nodes[id].expectedSeconds = record.seconds
        artifacts[id] = record.artifact.digest
        continue
      }
      let entry = nodes[id].names.lazy.compactMap { journal.entries[$0.description] }.first
      nodes[id].expectedSeconds = entry?.seconds
      let reason = reason(nodes[id], question, since: entry?.question)
      nodes[id].decision = isAnswerable ? .run(reason) : .runUnlessInputsSame(reason)
      if isAnswerable { runKeys[id] = key }
    }
    markNeeded()
    for (id, key) in dropAbsent(knowledge) { runKeys[id] = key }
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

  /// Makes nodes run again whose artifact is gone, where it is a result or a node that runs may
  /// read it; gives their run keys.
  ///
  /// What only nodes read that are known themselves is not looked at: nobody will open it.
  private mutating func dropAbsent(_ knowledge: Knowledge) -> [Int: Digest] {
    var keys: [Int: Digest] = [:]
    var seen = [Bool](repeating: false, count: nodes.count)
    var open = results
    for node in nodes where node.isNeeded && !node.decision.isHit { open.append(node.id) }
    while let id = open.popLast() {
      guard !seen[id] else { continue }
      seen[id] = true
      nodes[id].isNeeded = true
      if let record = nodes[id].record {
        if knowledge.isThere(record) { continue }
        nodes[id].decision = .run(.missing)
        keys[id] = record.runKey
      }
      open += nodes[id].inputs.map(\.node)
    }
    return keys
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
