internal import Pipeline
private import Synchronization

/// Counts pieces of work that several threads finish.
final class BlockProgress: Sendable {
  private let context: Context
  private let unit: String
  private let done = Mutex(0)

  init(_ context: Context, unit: String = "blocks of rows") {
    (self.context, self.unit) = (context, unit)
  }

  func add(of total: Int) {
    done.withLock { done in
      done += 1
      context.report(done, of: total, unit)
    }
  }
}
