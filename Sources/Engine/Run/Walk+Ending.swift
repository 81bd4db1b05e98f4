import Pipeline

extension Walk {
  /// Takes a job's report.
  mutating func finish(_ id: Int, _ report: JobReport) {
    seconds[id] = report.seconds
    peakMemory[id] = report.peakMemory
    switch report.result {
    case .published(let artifact): publish(id, artifact)
    case .found(let artifact):
      peakMemory[id] = 0
      end(id, .reused(artifact), seconds: report.seconds)
    case .failed(let failure) where failure.cause == .damagedInput && recompute(id, failure):
      break
    case .failed(let failure):
      if failure.cause == .cancelled, isCancelling { return end(id, .cancelled) }
      if failure.cause == .store { storeFailure = storeFailure ?? StoreFailure(failure.message) }
      fail(id, failure)
    }
  }

  /// Makes an answer known before anything uses it.
  private mutating func publish(_ id: Int, _ artifact: StoredArtifact) {
    guard let key = question[id]?.runKey else { return }
    do throws(StoreFailure) {
      try store.save(Record(runKey: key, artifact: artifact, seconds: seconds[id]))
    } catch {
      storeFailure = storeFailure ?? error
      return fail(id, JobFailure(.store, error.message))
    }
    end(id, .computed(artifact), seconds: seconds[id])
  }

  /// A node has its artifact or never will; its readers, and those who asked the same, go on.
  mutating func end(_ id: Int, _ result: NodeStatus, seconds: Double = 0) {
    if status[id] == nil { finished += 1 }
    status[id] = result
    state[id] = .ended
    self.seconds[id] = seconds
    recomputing.remove(id)
    artifact[id] = result.artifact
    if plan.nodes[id].record == nil { expectedSeconds -= plan.nodes[id].expectedSeconds ?? 0 }
    let others = release(id)
    observe(.nodeFinished(plan.nodes[id], outcome(of: id, result)))
    guard let artifact = result.artifact else { return }
    for other in others { end(other, .reused(artifact), seconds: seconds) }
    for consumer in plan.consumers[id] where isWanted[consumer] {
      guard state[consumer] == .waiting, missing[consumer] > 0 else { continue }
      missing[consumer] -= 1
      if missing[consumer] == 0 { makeReady(consumer) }
    }
  }

  /// Gives up the question that a node was answering, and returns those who wait for it.
  mutating func release(_ id: Int) -> [Int] {
    if let key = question[id]?.runKey, leader[key] == id { leader[key] = nil }
    return followers.removeValue(forKey: id) ?? []
  }

  /// A node failed: those who asked the same fail too, unless it ran out of time and they have more, and all that
  /// depends on it is skipped.
  mutating func fail(_ id: Int, _ failure: JobFailure) {
    let others = followers[id] ?? []
    end(id, .failed(failure), seconds: seconds[id])
    if limits.failFast, firstFailure == nil { firstFailure = id }
    skipReaders(of: id)
    for other in others {
      if failure.cause == .timedOut, mayTakeLonger(other, than: id) {
        makeReady(other)
      } else {
        fail(other, failure)
      }
    }
  }

  private func mayTakeLonger(_ node: Int, than other: Int) -> Bool {
    guard let limit = plan.nodes[node].timeout else { return true }
    return plan.nodes[other].timeout.map { limit > $0 } ?? false
  }

  mutating func skipReaders(of id: Int) {
    let cause = plan.nodes[id].name
    var open = plan.consumers[id]
    while let reader = open.popLast() {
      guard isWanted[reader], status[reader] == nil, state[reader] == .waiting else {
        continue
      }
      end(reader, .skipped(because: cause))
      open += plan.consumers[reader]
    }
  }
}
