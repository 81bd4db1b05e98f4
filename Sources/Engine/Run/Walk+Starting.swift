import Pipeline

extension Walk {
  /// What becomes of a node that was next in the queue.
  enum Admission {
    /// A job is to start.
    case admitted
    /// The running jobs leave too little memory.
    case noRoom
    /// It needs no job: it is known, follows another node, or failed.
    case settled
  }

  /// All inputs of a node are there.
  mutating func makeReady(_ node: Int) {
    state[node] = .ready
    ready.insert(node)
  }

  /// Starts a node unless its answer is known by now, is being found, or there is no room.
  mutating func admit(_ id: Int) -> Admission {
    guard hasInputs(id) else { return .settled }
    let node = plan.nodes[id]
    let question = question[id] ?? plan.question(of: node, inputs: inputDigests(of: node))
    self.question[id] = question
    let key = question.runKey
    if let other = leader[key] {
      followers[other, default: []].append(id)
      return .settled
    }
    if !recomputing.contains(id), let record = store.record(for: key) {
      end(id, .reused(record.artifact), seconds: record.seconds)
      return .settled
    }
    let (memory, bytes) = needs(of: node)
    guard memory <= limits.memory else {
      fail(id, JobFailure(.memory, tooLarge(memory)))
      return .settled
    }
    let used = running.values.reduce(0) { $0 + $1.memory }
    guard memory <= limits.memory - used else { return .noRoom }
    leader[key] = id
    state[id] = .running
    running[id] = Use(memory: memory, bytes: bytes)
    promisedMemory[id] = memory
    return .admitted
  }

  private func inputDigests(of node: PlannedNode) -> [Digest] {
    node.inputs.compactMap { artifact[$0.node]?.digest }
  }

  /// The memory that the stage says it will need, and what its artifact will take in the store.
  private func needs(of node: PlannedNode) -> (memory: Int, bytes: Int) {
    guard
      let shapes = plan.inputShapes(
        of: node, artifact: { artifact[$0].map { ExpectedArtifact($0) } })
    else { return (0, 0) }
    let stage = node.prepared.stage
    let expected = stage.shape(shapes).flatMap { ExpectedArtifact($0, of: node) }
    return (max(0, stage.memory(shapes)), expected?.bytes ?? 0)
  }

  private func tooLarge(_ memory: Int) -> String {
    let (needed, allowed) = (mebibytes(memory), mebibytes(limits.memory))
    return
      "needs about \(needed) MiB of memory and the run may use \(allowed) MiB; raise --memory, or make the inputs smaller"
  }

  private func mebibytes(_ bytes: Int) -> Int { bytes >> 20 + (bytes & (1 << 20 - 1) == 0 ? 0 : 1) }

  func job(for node: PlannedNode, cores: Int) -> Job {
    var files: [String: Digest] = [:]
    for setting in node.prepared.settings {
      setting.text.forEachFile { files[$0] = plan.files[$0]?.digest }
    }
    return Job(
      node: node.id, key: question[node.id]?.runKey, stage: node.stage.name,
      settings: node.prepared.settings, files: files,
      inputs: node.inputs.compactMap { input in
        artifact[input.node].map {
          JobInput(port: input.port, artifact: $0.digest, labels: input.labels)
        }
      },
      lineage: node.stage.wantsLineage ? plan.lineage(of: node.id) : [], cores: cores,
      timeout: node.timeout, expectedBytes: running[node.id]?.bytes ?? 0)
  }
}
