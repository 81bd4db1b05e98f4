package import Pipeline

/// What a run needs of a store: what is known for a question, and a way to say it.
///
/// Executors publish artifacts; only the run writes records, after the artifact is published.
package protocol ArtifactStore: Sendable {
  /// What is known for `runKey`. Missing, damaged, of another version, or without its artifact:
  /// all are `nil`, a miss.
  func record(for runKey: Digest) -> Record?
  /// Makes `record` known, durably.
  func save(_ record: Record) throws(StoreFailure)
}

/// The answer to a question: which artifact, and what computing it cost.
package struct Record: Hashable, Sendable, Codable {
  package var runKey: Digest
  package var artifact: StoredArtifact
  /// Wall time of the computation, for "time saved".
  package var seconds: Double

  package init(runKey: Digest, artifact: StoredArtifact, seconds: Double) {
    self.runKey = runKey
    self.artifact = artifact
    self.seconds = seconds
  }
}

/// The store cannot do what it must; the message names path, cause and remedy.
package struct StoreFailure: Error, Hashable, Sendable {
  package var message: String
  package init(_ message: String) { self.message = message }
}

/// How nodes get run: started here, reported one event at a time.
///
/// All calls come from the run's one thread; an executor may use threads or processes of its own.
package protocol Executor: AnyObject {
  /// Starts `job`; its end is reported by `nextEvent`.
  func start(_ job: Job)
  /// Lets the running job of `node` use `cores` cores from now on.
  func share(_ cores: Int, with node: Int)
  /// The next event, waiting for at most `limit`; `nil` when there was none.
  func nextEvent(within limit: Duration) -> ExecutorEvent?
  /// Stops all running jobs; each still reports that it finished, as cancelled.
  func cancelAll()
}

/// Something that happened in an executor.
package enum ExecutorEvent: Hashable, Sendable {
  case progress(node: Int, Progress)
  /// A line for the node's log.
  case note(node: Int, String)
  /// The job waits for another process, named here, that computes the same; or goes on, without a name.
  case waiting(node: Int, for: String?)
  case finished(node: Int, JobReport)
  /// The user asked to stop (Ctrl-C, SIGTERM).
  case interrupted
}
