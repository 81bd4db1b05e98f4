import Pipeline

extension Walk {
  /// Sends a reader of a damaged artifact back to wait until the artifact is computed again.
  ///
  /// Returns `false` when it came back from the same wait before, so that a broken disk cannot
  /// keep a run going.
  mutating func recompute(_ reader: Int, _ failure: JobFailure) -> Bool {
    let inputs = plan.nodes[reader].inputs.map(\.node)
    guard !isCancelling, let digest = failure.artifact,
      let producer = inputs.first(where: { artifact[$0]?.digest == digest }),
      retried.insert(Wire(reader: reader, producer: producer)).inserted
    else { return false }
    for other in release(reader) { makeReady(other) }
    question[reader] = nil
    if !recomputing.contains(producer), recomputed.insert(producer).inserted {
      observe(.recomputing(plan.nodes[producer], because: failure.message))
      startAgain(producer)
    }
    makeReady(reader)
    return true
  }

  /// Forgets what a node yielded and queues it; its readers wait for it once more.
  private mutating func startAgain(_ id: Int) {
    recomputing.insert(id)
    isWanted[id] = true
    question[id] = nil
    for reader in plan.consumers[id] where isWanted[reader] && state[reader] == .waiting {
      missing[reader] += 1
    }
    makeReady(id)
  }

  /// Whether all that a ready node reads is still there.
  ///
  /// An input may have been found damaged meanwhile: then the node waits again, or is skipped
  /// when the input cannot be had. A node that damage made necessary may read what is not computed yet, or what nothing needed.
  mutating func hasInputs(_ id: Int) -> Bool {
    let inputs = Set(plan.nodes[id].inputs.map(\.node))
    if let lost = inputs.filter({ artifact[$0] == nil && state[$0] == .ended }).min() {
      end(id, .skipped(because: plan.nodes[lost].name))
      skipReaders(of: id)
      return false
    }
    for unasked in inputs.sorted() where artifact[unasked] == nil && !isWanted[unasked] {
      startAgain(unasked)
    }
    missing[id] = inputs.count { recomputing.contains($0) || artifact[$0] == nil }
    guard missing[id] > 0 else { return true }
    question[id] = nil
    state[id] = .waiting
    return false
  }
}

/// A reader and what it reads.
struct Wire: Hashable {
  var reader: Int
  var producer: Int
}
