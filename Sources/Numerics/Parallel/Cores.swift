private import Synchronization

/// How many threads a computation may use, and whether it should stop.
///
/// Results never depend on `count`: work is cut into tiles whose size is fixed by the shape of the data, each tile is
/// computed by one thread, and sums over tiles are taken in tile order. So it may change while work goes on: threads come
/// and go between two tiles.
public struct Cores: Sendable {
  private let allowance: @Sendable () -> Int
  let isCancelled: @Sendable () -> Bool

  /// Takes `count` threads.
  ///
  /// Once `cancelled` returns true no further tile is started, and what a routine then returns is
  /// unfinished: the caller must look and throw. It is asked from any thread, before every tile.
  public init(_ count: Int, until cancelled: @escaping @Sendable () -> Bool = { false }) {
    precondition(count > 0, "at least one thread is needed")
    self.init(asking: { count }, until: cancelled)
  }

  /// Takes as many threads as `allowance` says, at least one; it too is asked from any thread, before every tile.
  public init(
    asking allowance: @escaping @Sendable () -> Int,
    until cancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.allowance = allowance
    isCancelled = cancelled
  }

  /// The number of threads that there may be now, the calling one included.
  public var count: Int { max(1, allowance()) }

  /// The same, but no more than `limit` threads, and at least one.
  public func atMost(_ limit: Int) -> Cores {
    Cores(asking: { [allowance] in min(limit, allowance()) }, until: isCancelled)
  }

  /// The calling thread alone.
  public static let one = Cores(1)

  /// Runs `body` for 0, 1, …, n − 1, handing the numbers out to threads of its own as they become free.
  ///
  /// Returns false when it was stopped before the last number. `body` should not call `forEach` on many cores again.
  @discardableResult
  public func forEach(_ n: Int, _ body: @Sendable (Int) -> Void) -> Bool {
    guard n > 0 else { return true }
    return withoutActuallyEscaping(body) { body in
      let queue = TileQueue(count: n, cores: self, body: body)
      queue.work(isHelper: false)
      queue.joinHelpers()
      return queue.isFinished
    }
  }

  /// The results of `body` for 0, 1, …, n − 1, in that order, or nil when stopped before the last.
  public func map<Result: Sendable>(_ n: Int, _ body: @Sendable (Int) -> Result) -> [Result]? {
    let results = Mutex<[Result?]>(Array(repeating: nil, count: n))
    let finished = forEach(n) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return finished ? results.withLock { $0.compactMap { $0 } } : nil
  }
}
