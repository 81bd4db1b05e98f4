internal import Engine
internal import Pipeline
internal import Synchronization

/// The checkpoints of one job: those of its question, or in memory for a job without one.
final class JobCheckpoints: Sendable {
  private let claim: (any QuestionClaim)?
  private let cores: Int
  private let note: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State {
    var names: Set<String> = []
    var failure: JobFailure?
  }

  init(_ claim: (any QuestionClaim)?, cores: Int, note: @escaping @Sendable (String) -> Void) {
    self.claim = claim
    self.cores = cores
    self.note = note
  }

  /// Why the store could not keep what the stage gave it, if it could not.
  var failure: JobFailure? { state.withLock { $0.failure } }

  func open(_ name: String) -> Result<any Checkpoint, StageError> {
    let isFirst = state.withLock { $0.names.insert(name.lowercased()).inserted }
    precondition(isFirst, "a stage opens the checkpoint \(name) twice")
    guard let claim else { return .success(TransientCheckpoint()) }
    do throws(JobFailure) {
      let checkpoint = try claim.checkpoint(name, cores: cores, observe: { self.observe($0) })
      let count = checkpoint.count
      let records = count == 1 ? "1 record" : "\(count) records"
      if count > 0 { note("going on from \(records) of ‘\(name)’ that were kept") }
      return .success(checkpoint)
    } catch {
      observe(error)
      return .failure(.machine(cause: error.message, remedy: "see to the store's disk"))
    }
  }

  private func observe(_ failure: JobFailure) {
    state.withLock { $0.failure = $0.failure ?? failure }
  }

  /// Drops what was kept, once the question is answered.
  func drop() {
    if state.withLock({ !$0.names.isEmpty }) { claim?.dropCheckpoints() }
  }
}
