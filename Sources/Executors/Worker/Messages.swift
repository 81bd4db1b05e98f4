internal import Engine
internal import Pipeline

/// What a worker is told.
enum Order: Codable, Sendable {
  case run(Job)
  /// Stop the running job; it still reports.
  case cancel
}

/// What a worker tells of the job it runs.
enum Reply: Codable, Sendable {
  case progress(Progress)
  case note(String)
  case finished(JobReport)
}
