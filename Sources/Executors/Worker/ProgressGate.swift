internal import Pipeline
internal import Synchronization

/// Lets through at most ten states of progress a second, and always the last one.
final class ProgressGate: Sendable {
  private let next = Mutex(ContinuousClock.now)

  func admits(_ progress: Progress) -> Bool {
    let now = ContinuousClock.now
    return next.withLock { next in
      guard now >= next || progress.done >= progress.total else { return false }
      next = now.advanced(by: .milliseconds(100))
      return true
    }
  }
}
