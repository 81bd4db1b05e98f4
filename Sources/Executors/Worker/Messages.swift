package import Engine
package import Pipeline

/// What a worker is told.
package enum Order: Codable, Sendable {
  case run(Job)
  /// How many cores the running job may use from now on.
  case share(cores: Int)
  /// Stop the running job; it still reports.
  case cancel
}

/// What a worker tells of the job it runs.
package enum Reply: Codable, Sendable {
  case progress(Progress)
  case note(String)
  /// Which other process it waits for, if any; its time limit stands still then.
  case waiting(for: String?)
  case finished(JobReport)
}
