internal import Engine
internal import Pipeline
internal import Synchronization

/// The checkpoints of one job: those of its question, or in memory for a job without one.
final class JobCheckpoints: Sendable {
  private let claim: (any QuestionClaim)?
  private let hooks: JobHooks
  private let state = Mutex(State())

  private struct State {
    var names: Set<String> = []
    /// The store's own failures, each with what the stage was told instead.
    var troubles: [(failure: JobFailure, told: JobFailure)] = []
  }

  init(_ claim: (any QuestionClaim)?, _ hooks: JobHooks) {
    self.claim = claim
    self.hooks = hooks
  }

  /// The store's failure that a stage passes on when it fails with `error`.
  ///
  /// A stage may go on without what could not be kept, and fail of something else later.
  func failure(behind error: JobFailure) -> JobFailure? {
    state.withLock { $0.troubles.first { $0.told == error }?.failure }
  }

  func open(_ name: String) -> Result<any Checkpoint, StageError> {
    let isFirst = state.withLock { $0.names.insert(name.lowercased()).inserted }
    precondition(isFirst, "a stage opens the checkpoint \(name) twice")
    guard let claim else { return .success(TransientCheckpoint()) }
    do throws(JobFailure) {
      let checkpoint = try claim.checkpoint(
        name, cores: hooks.cores, observe: { self.observe($0, $1) })
      let count = checkpoint.count
      let records = count == 1 ? "1 record" : "\(count) records"
      if count > 0 { hooks.note("going on from \(records) of ‘\(name)’ that were kept") }
      return .success(checkpoint)
    } catch {
      let told = StageError.machine(cause: error.message, remedy: "see to the store's disk")
      observe(error, told)
      return .failure(told)
    }
  }

  private func observe(_ failure: JobFailure, _ told: StageError) {
    state.withLock { $0.troubles.append((failure, JobFailure(told))) }
  }

  /// Drops what was kept, once the question is answered.
  func drop() {
    if state.withLock({ !$0.names.isEmpty }) { claim?.dropCheckpoints() }
  }
}
