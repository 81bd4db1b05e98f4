internal import Engine
internal import Synchronization

extension JobFailure {
  /// A stage that did not end within `limit` seconds.
  static func timedOut(_ limit: Double) -> JobFailure {
    JobFailure(.timedOut, "the stage did not end within \(limit) s")
  }
}

/// When the time of a job in this process is over; none passes while it waits for another process that computes the same.
final class TimeLimit: Sendable {
  private let seconds: Double?
  private let start = Mutex<SuspendingClock.Instant?>(.now)

  init(_ seconds: Double?) { self.seconds = seconds }

  var isOver: Bool {
    guard let seconds else { return false }
    return start.withLock { start in start.map { .now - $0 >= .seconds(seconds) } ?? false }
  }

  /// Stops the time, or begins anew.
  func pause(_ isWaiting: Bool) { start.withLock { $0 = isWaiting ? nil : .now } }

  /// What is said of a job that was cancelled because its time was over.
  func verdict(on report: JobReport) -> JobReport {
    guard let seconds, isOver, case .failed(let failure) = report.result,
      failure.cause == .cancelled
    else { return report }
    var report = report
    report.result = .failed(.timedOut(seconds))
    return report
  }
}
