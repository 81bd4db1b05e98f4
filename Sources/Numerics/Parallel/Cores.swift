#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
private import Synchronization

/// How many threads a computation may use, and whether it should stop.
///
/// Results never depend on `count`: work is cut into tiles whose size is fixed by the shape of the data, each tile is
/// computed by one thread, and sums over tiles are taken in tile order.
public struct Cores: Sendable {
  /// The number of threads, the calling one included.
  public let count: Int
  let isCancelled: @Sendable () -> Bool

  /// Takes `count` threads.
  ///
  /// Once `cancelled` returns true no further tile is started, and what a routine then returns is
  /// unfinished: the caller must look and throw.
  public init(_ count: Int, until cancelled: @escaping @Sendable () -> Bool = { false }) {
    precondition(count > 0, "at least one thread is needed")
    self.count = count
    self.isCancelled = cancelled
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
      let queue = TileQueue(count: n, isCancelled: isCancelled, body: body)
      let helpers = (1..<max(1, min(count, n))).compactMap { _ in queue.startThread() }
      queue.work()
      for helper in helpers { pthread_join(helper, nil) }
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

/// The numbers of the tiles that nobody has taken yet.
private final class TileQueue: Sendable {
  private let next = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  private let count: Int
  private let isCancelled: @Sendable () -> Bool
  private let body: @Sendable (Int) -> Void

  init(
    count: Int, isCancelled: @escaping @Sendable () -> Bool, body: @escaping @Sendable (Int) -> Void
  ) {
    self.count = count
    self.isCancelled = isCancelled
    self.body = body
  }

  var isFinished: Bool { done.load(ordering: .acquiring) == count }

  func work() {
    while !isCancelled() {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
      done.wrappingAdd(1, ordering: .releasing)
    }
  }

  /// Another thread on the same queue, or nil when the system has none left: the others then do its share.
  func startThread() -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let retained = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(&thread, &attributes, { runQueue($0) }, retained.toOpaque())
    #else
      var thread = pthread_t()
      let status = pthread_create(&thread, &attributes, { runQueue($0) }, retained.toOpaque())
    #endif
    guard status == 0 else {
      retained.release()
      return nil
    }
    return thread
  }
}

private func runQueue(_ queue: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let queue { Unmanaged<TileQueue>.fromOpaque(queue).takeRetainedValue().work() }
  return nil
}
