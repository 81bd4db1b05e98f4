package import Pipeline

/// How a run ended.
package struct Outcome: Sendable {
  /// The nodes that the targets needed, in the order of the plan.
  package var nodes: [NodeOutcome]
  /// Wall time of the run.
  package var seconds: Double
  /// Whether the user asked to stop.
  package var isInterrupted: Bool
  /// Why the store ended the run, if it did.
  package var storeFailure: StoreFailure?
  /// What the nodes were asked, for the next plan.
  package var journal: Journal

  package var computed: Int { nodes.count { $0.status.isComputed } }
  package var reused: Int { nodes.count { $0.status.isReused } }
  package var failed: Int { nodes.count { $0.status.failure != nil } }
  /// Nodes that did not run because of a failure or an interruption.
  package var skipped: Int { nodes.count - computed - reused - failed }
  /// What computing the reused nodes took when they were computed.
  package var secondsSaved: Double {
    nodes.reduce(0) { $1.status.isReused ? $0 + $1.seconds : $0 }
  }

  /// 0 done; 1 a stage failed; 3 the store, the machine or an unreadable input; 130 interrupted.
  package var exitStatus: Int {
    if storeFailure != nil { return 3 }
    if isInterrupted { return 130 }
    let causes = nodes.compactMap { $0.status.failure?.cause }
    if causes.contains(where: \.isOfMachine) { return 3 }
    // Nothing failed and yet something is missing: whatever led there, the results are not all there.
    if causes.isEmpty, skipped > 0 { return 3 }
    return causes.isEmpty ? 0 : 1
  }
}

/// How one node ended.
package struct NodeOutcome: Sendable {
  /// The node's index in the plan.
  package var node: Int
  package var status: NodeStatus
  /// Wall time of the stage; for a reused node, what it took when it was computed.
  package var seconds: Double
  /// The highest resident size in bytes, 0 when unknown.
  package var peakMemory: Int
  /// What the stage's own formula said it would need at most, 0 when it was not asked.
  package var promisedMemory: Int
  /// The question that was asked, as far as it is known.
  package var runKey: Digest?

  package init(
    node: Int, status: NodeStatus, seconds: Double = 0, peakMemory: Int = 0,
    promisedMemory: Int = 0, runKey: Digest? = nil
  ) {
    self.node = node
    self.status = status
    self.seconds = seconds
    self.peakMemory = peakMemory
    self.promisedMemory = promisedMemory
    self.runKey = runKey
  }

  /// Whether the stage used more memory than it promised.
  package var isOverPromise: Bool {
    status.isComputed && promisedMemory > 0 && peakMemory > promisedMemory
  }
}

package enum NodeStatus: Hashable, Sendable {
  case computed(StoredArtifact)
  case reused(StoredArtifact)
  case failed(JobFailure)
  /// A node upstream failed, named here, or `--fail-fast` stopped the run after it.
  case skipped(because: NodeName)
  /// The run was interrupted or ended by the store before the node was done.
  case cancelled

  package var isComputed: Bool { if case .computed = self { true } else { false } }
  package var isReused: Bool { if case .reused = self { true } else { false } }
  package var failure: JobFailure? { if case .failed(let failure) = self { failure } else { nil } }

  /// What the node yielded.
  package var artifact: StoredArtifact? {
    switch self {
    case .computed(let artifact), .reused(let artifact): artifact
    case .failed, .skipped, .cancelled: nil
    }
  }
}

extension JobFailure.Cause {
  /// Whether neither the stage nor its data is at fault, but the store, the machine or access.
  var isOfMachine: Bool {
    switch self {
    case .unreadable, .store, .damagedInput, .memory, .machine: true
    case .stage, .crashed, .timedOut, .cancelled: false
    }
  }
}
