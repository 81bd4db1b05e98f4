internal import CKernels
private import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Counters by which the threads of one computation tell each other how far the lines of a triangle are.
///
/// Tasks are handed out in an order in which each needs only what earlier ones make, and a task waits for the counters it
/// needs. Whoever has taken a task finishes it without a later one, so one thread alone gets through as well.
final class LineProgress: Sendable {
  private let counts: Mutex<[Int]>
  private let stopped = Atomic<Bool>(false)
  private let isCancelled: @Sendable () -> Bool

  /// One counter per line, all at zero.
  init(lines: Int, on cores: Cores) {
    counts = Mutex(Array(repeating: 0, count: lines))
    isCancelled = cores.isCancelled
  }

  /// Makes every waiting task give up, as one of them failed.
  func stop() { stopped.store(true, ordering: .releasing) }

  /// Whether a task failed.
  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Sets a counter.
  func set(_ line: Int, _ count: Int) { counts.withLock { $0[line] = count } }

  /// Adds one to a counter.
  func advance(_ line: Int) { counts.withLock { $0[line] += 1 } }

  /// Waits until the counter of `line` is at least `count`; false when the work was stopped or cancelled before.
  func wait(_ line: Int, atLeast count: Int) -> Bool {
    var patience = 0
    while counts.withLock({ $0[line] }) < count {
      for _ in 0..<50 { malleus_relax() }
      patience += 1
      guard patience % 100 == 0 else { continue }
      if isStopped || isCancelled() { return false }
      sched_yield()
    }
    return !isStopped
  }
}
