internal import Engine
internal import Pipeline
internal import Glibc
internal import Synchronization

/// The other side of a `ProcessExecutor`: runs the jobs that arrive on standard input.
///
/// Replies leave on descriptor 3. A worker ends when its input does, so none outlives the run
/// that started it.
package final class Worker: Sendable {
  /// Where replies go.
  static let replies: Int32 = 3

  private let runner: StageRunner
  private let output = Mutex<Int32>(replies)
  private let cores = Atomic<Int>(1)
  private let isCancelled = Atomic<Bool>(false)

  package init(runner: StageRunner) {
    self.runner = runner
  }

  /// Serves until standard input ends; then the process is gone.
  package func serve() -> Never {
    signal(SIGPIPE, SIG_IGN)
    Self.volunteer()
    let orders = Self.takeOverInput()
    _ = fcntl(Self.replies, F_SETFD, FD_CLOEXEC)
    // Only the run writes here, and a job may list all that a large graph was made from.
    var buffer = FrameBuffer(limit: .max)
    while case .bytes(let bytes) = Descriptor.read(orders) {
      buffer.append(bytes)
      while case .frame(let frame) = buffer.next() {
        guard let order = Frames.decode(Order.self, frame) else { Self.end() }
        obey(order)
      }
    }
    Self.end()
  }

  private func obey(_ order: Order) {
    switch order {
    case .share(let cores):
      self.cores.store(cores, ordering: .relaxed)
    case .cancel:
      isCancelled.store(true, ordering: .relaxed)
    case .run(let job):
      isCancelled.store(false, ordering: .relaxed)
      cores.store(job.cores, ordering: .relaxed)
      StageThread.start { self.run(job) }
    }
  }

  private func run(_ job: Job) {
    let memory = PeakMemory()
    let gate = ProgressGate()
    let hooks = JobHooks(
      cores: { self.cores.load(ordering: .relaxed) },
      report: { if gate.admits($0) { self.send(.progress($0)) } },
      note: { self.send(.note($0)) },
      isCancelled: { self.isCancelled.load(ordering: .relaxed) },
      wait: { self.send(.waiting(for: $0)) })
    var report = runner.run(job, hooks: hooks)
    report.peakMemory = memory.growth
    fflush(nil)
    send(.finished(report))
  }

  private func send(_ reply: Reply) {
    let frame = Frames.encode(reply)
    let isSent = output.withLock { Descriptor.write(frame[...], to: $0) != nil }
    if !isSent { Self.end() }
  }

  /// When memory runs out, the system ends workers before the run that they work for.
  private static func volunteer() {
    let descriptor = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = Glibc.write(descriptor, "500", 3)
    close(descriptor)
  }

  /// Keeps orders from a stage that reads standard input, or starts programs that do.
  private static func takeOverInput() -> Int32 {
    let orders = fcntl(0, F_DUPFD_CLOEXEC, 10)
    let null = open("/dev/null", O_RDWR)
    if null >= 0 {
      dup2(null, 0)
      close(null)
    }
    return orders
  }

  /// Ends at once, in the middle of a stage too, and takes along what the stage started.
  private static func end() -> Never {
    if getpgrp() == getpid() { kill(0, SIGKILL) }
    _exit(0)
  }
}
