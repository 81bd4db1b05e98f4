package import Engine
internal import Pipeline
internal import Glibc
internal import Synchronization

/// Runs jobs on threads of this process; for debugging and tests.
///
/// A trap ends the whole run, and a stage that ignores cancellation can be stopped neither by the user nor by its time limit.
package final class InProcessExecutor: Executor {
  private let runner: StageRunner
  private let interrupts: Interrupts?
  private let mailbox = Mailbox()
  /// How many cores each running job may use, by node.
  private var shares: [Int: CoreShare] = [:]

  package init(runner: StageRunner, interrupts: Interrupts?) {
    self.runner = runner
    self.interrupts = interrupts
  }

  package func start(_ job: Job) {
    let share = CoreShare(job.cores)
    shares[job.node] = share
    StageThread.start { [runner, mailbox] in
      let gate = ProgressGate()
      let time = TimeLimit(job.timeout)
      let hooks = JobHooks(
        cores: { share.cores.load(ordering: .relaxed) },
        report: { if gate.admits($0) { mailbox.put(.progress(node: job.node, $0)) } },
        note: { mailbox.put(.note(node: job.node, $0)) },
        isCancelled: { mailbox.isCancelled.load(ordering: .relaxed) || time.isOver },
        wait: { holder in
          time.pause(holder != nil)
          mailbox.put(.waiting(node: job.node, for: holder))
        })
      let report = runner.run(job, hooks: hooks)
      let isInterrupted = mailbox.isCancelled.load(ordering: .relaxed)
      mailbox.put(
        .finished(node: job.node, isInterrupted ? report : time.verdict(on: report)))
    }
  }

  package func share(_ cores: Int, with node: Int) {
    shares[node]?.cores.store(cores, ordering: .relaxed)
  }

  package func nextEvent(within limit: Duration) -> ExecutorEvent? {
    let event = nextMessage(within: limit)
    if case .finished(let node, _) = event { shares[node] = nil }
    return event
  }

  private func nextMessage(within limit: Duration) -> ExecutorEvent? {
    let end = ContinuousClock.now.advanced(by: limit)
    repeat {
      if let count = interrupts?.take(), count > 0 { return .interrupted }
      if let event = mailbox.take() { return event }
      var descriptors = [
        pollfd(fd: interrupts?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: mailbox.bell.read, events: Int16(POLLIN), revents: 0),
      ]
      let milliseconds = max(0, (end - .now) / .milliseconds(1)).rounded(.up)
      _ = poll(&descriptors, 2, Int32(min(milliseconds, 3_600_000)))
    } while ContinuousClock.now < end
    return mailbox.take()
  }

  package func cancelAll() {
    mailbox.isCancelled.store(true, ordering: .relaxed)
  }
}

/// How many cores one job may use.
private final class CoreShare: Sendable {
  let cores: Atomic<Int>
  init(_ cores: Int) { self.cores = Atomic(cores) }
}

/// Events from the threads, with a pipe that wakes the run.
private final class Mailbox: Sendable {
  let isCancelled = Atomic<Bool>(false)
  let bell: (read: Int32, write: Int32)
  private let events = Mutex<[ExecutorEvent]>([])

  init() {
    bell = Descriptor.pipe() ?? (-1, -1)
    Descriptor.makeNonblocking(bell.read)
    Descriptor.makeNonblocking(bell.write)
  }

  deinit {
    close(bell.read)
    close(bell.write)
  }

  func put(_ event: ExecutorEvent) {
    events.withLock { $0.append(event) }
    _ = Descriptor.write([1], to: bell.write)
  }

  func take() -> ExecutorEvent? {
    _ = Descriptor.read(bell.read)
    return events.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}
