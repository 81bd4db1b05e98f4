package import Engine
package import Pipeline

/// The sole right to answer a question, which ends with the object.
package protocol QuestionClaim: AnyObject, Sendable {
  /// What was kept under `name` for the question, and the place for more.
  ///
  /// - Parameters:
  ///   - cores: How many cores the job may use at the moment.
  ///   - observe: Receives the failure when the store cannot do what the stage asks, and what the
  ///     stage was told instead.
  func checkpoint(
    _ name: String, cores: @escaping @Sendable () -> Int,
    observe: @escaping @Sendable (JobFailure, StageError) -> Void
  ) throws(JobFailure) -> any Checkpoint
  /// Drops all that was kept for the question, which is answered.
  func dropCheckpoints()
}
