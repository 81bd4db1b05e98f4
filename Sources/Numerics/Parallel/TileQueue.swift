#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Synchronization

/// The numbers of the tiles that nobody has taken yet, and the threads that take them.
final class TileQueue: Sendable {
  private let next = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  private let count: Int
  private let cores: Cores
  private let body: @Sendable (Int) -> Void
  /// The threads at work, the caller's included.
  private let atWork = Atomic<Int>(1)
  private let helpers = Mutex(Helpers())

  /// Threads that were started and that nobody has waited for.
  private struct Helpers {
    var working: [pthread_t] = []
    /// Those that ended as there were too many.
    var left: [pthread_t] = []
  }

  init(count: Int, cores: Cores, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.cores = cores
    self.body = body
  }

  var isFinished: Bool { done.load(ordering: .acquiring) == count }

  /// Takes tiles until none is left, or for a helper, until there are more threads than there may be.
  func work(isHelper: Bool) {
    while !cores.isCancelled() {
      let allowed = min(cores.count, count)
      if isHelper, leaves(beyond: allowed) { return }
      while addHelper(upTo: allowed) {}
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
      done.wrappingAdd(1, ordering: .releasing)
    }
  }

  /// Waits for all helpers, those that helpers started included.
  func joinHelpers() {
    while let helper = helpers.withLock({ $0.left.popLast() ?? $0.working.popLast() }) {
      pthread_join(helper, nil)
    }
  }

  /// Whether the calling helper was one too many.
  private func leaves(beyond allowed: Int) -> Bool {
    let now = atWork.load(ordering: .relaxed)
    guard now > allowed,
      atWork.compareExchange(expected: now, desired: now - 1, ordering: .relaxed).exchanged
    else { return false }
    let own = pthread_self()
    helpers.withLock { helpers in
      // Who waits for all of them may have taken it out already.
      guard let place = helpers.working.firstIndex(where: { pthread_equal($0, own) != 0 }) else {
        return
      }
      helpers.left.append(helpers.working.remove(at: place))
    }
    return true
  }

  /// Starts one more thread if it may be there and another tile is left for it besides the caller's next.
  ///
  /// False as well when the system has no thread left: the others then do its share.
  private func addHelper(upTo allowed: Int) -> Bool {
    let now = atWork.load(ordering: .relaxed)
    guard now < allowed, next.load(ordering: .relaxed) + 1 < count,
      atWork.compareExchange(expected: now, desired: now + 1, ordering: .relaxed).exchanged
    else { return false }
    // What ended keeps its stack until somebody waits for it, and the number of threads may go up and down for hours.
    while let left = helpers.withLock({ $0.left.popLast() }) { pthread_join(left, nil) }
    let isStarted = helpers.withLock { helpers in
      guard let thread = startThread() else { return false }
      helpers.working.append(thread)
      return true
    }
    if !isStarted { atWork.wrappingSubtract(1, ordering: .relaxed) }
    return isStarted
  }

  private func startThread() -> pthread_t? {
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
  if let queue { Unmanaged<TileQueue>.fromOpaque(queue).takeRetainedValue().work(isHelper: true) }
  return nil
}
