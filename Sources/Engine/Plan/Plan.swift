package import Pipeline

/// What a run will do, complete before it starts: a value without threads and without disk.
package struct Plan: Sendable {
  /// The name of the manifest.
  package let manifest: String
  /// All nodes; what a node reads comes before it.
  package internal(set) var nodes: [PlannedNode]
  /// The nodes that read each node, in order and without repetition.
  package let consumers: [[Int]]
  /// The ids of the nodes asked for.
  package let targets: [Int]
  /// The nodes whose artifacts are wanted: those asked for by name, or else the ends.
  package let results: [Int]
  /// The content of every file that a setting names, by absolute path.
  package let files: [String: Fingerprint]
  /// The numeric backend tag.
  package let backend: String
  /// The graph as the manifest draws it, variants collapsed.
  package let graph: PlanGraph
  /// What the nodes were asked the last time.
  package let journal: Journal

  /// The ids of the nodes that nothing reads: their artifacts are a run's results.
  package var ends: [Int] { nodes.indices.filter { consumers[$0].isEmpty } }

  /// What `node` asks of inputs with these digests.
  func question(of node: PlannedNode, inputs digests: [Digest]) -> Question {
    var question = Question(node, inputs: digests, files: files, backend: backend)
    if node.stage.wantsLineage { question.lineage = lineageDigest(of: node.id) }
    return question
  }

  /// What `node` asks, `nil` while something it reads is not known.
  package func runKey(of node: PlannedNode) -> Digest? {
    if let record = node.record { return record.runKey }
    let digests = node.inputs.compactMap { nodes[$0.node].record?.artifact.digest }
    return digests.count == node.inputs.count ? question(of: node, inputs: digests).runKey : nil
  }

  /// The stages upstream of a node and their settings, each node once, inputs before readers.
  ///
  /// The order follows the wires alone, so that neither names nor the order of the manifest count.
  package func lineage(of id: Int) -> [LineageEntry] { upstream(of: id).map(entry) }

  private func upstream(of id: Int) -> [PlannedNode] {
    var found: [PlannedNode] = []
    var seen: Set<Int> = [id]
    var path: [(node: Int, next: Int)] = [(id, 0)]
    while let (node, next) = path.last {
      guard next < nodes[node].inputs.count else {
        path.removeLast()
        if node != id { found.append(nodes[node]) }
        continue
      }
      path[path.count - 1].next += 1
      let input = nodes[node].inputs[next].node
      if seen.insert(input).inserted { path.append((input, 0)) }
    }
    return found
  }

  private func entry(of node: PlannedNode) -> LineageEntry {
    LineageEntry(
      stage: node.stage.name,
      settings: node.prepared.settings.map { setting in
        NamedSetting(setting.name, setting.text.replacingFiles { files[$0]?.digest })
      })
  }

  /// Who is told its lineage may say what the stages and their settings mean, so their words are part of it.
  private func lineageDigest(of id: Int) -> Digest {
    var key = KeyBuilder("lineage")
    var explained: Set<String> = []
    for node in upstream(of: id) {
      let entry = entry(of: node)
      if explained.insert(entry.stage).inserted { key.add(wordsOf: node.stage) }
      key.add(entry.stage)
      key.add(entry.settings.count)
      for setting in entry.settings {
        key.add(setting.name)
        key.add(setting.text) { _ in nil }
      }
    }
    return key.digest
  }
}

extension KeyBuilder {
  /// Adds what a stage says of itself and of its settings.
  fileprivate mutating func add(wordsOf stage: StageType) {
    add(stage.summary)
    add(stage.settings.count)
    for setting in stage.settings {
      add(setting.name)
      add(setting.summary)
      add(setting.unit ?? "")
      add(setting.defaultText) { _ in nil }
    }
  }
}

extension Question {
  /// What a node asks of inputs with these digests, its lineage left out.
  init(
    _ node: PlannedNode, inputs digests: [Digest], files: [String: Fingerprint], backend: String
  ) {
    self.init(
      stage: node.stage, settings: node.prepared.settings, files: files, backend: backend,
      inputs: zip(node.inputs, digests).map { Input(port: $0.port, labels: $0.labels, digest: $1) })
  }

  init(
    stage: StageType, settings: [NamedSetting], files: [String: Fingerprint], backend: String,
    inputs: [Input]
  ) {
    self.stage = stage.name
    version = stage.version
    self.settings = settings
    self.files = [:]
    self.backend = backend
    self.inputs = inputs
    for setting in settings {
      setting.text.forEachFile { self.files[$0] = files[$0]?.digest }
    }
  }
}
