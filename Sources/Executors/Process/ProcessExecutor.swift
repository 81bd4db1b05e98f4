package import Engine
internal import Pipeline
internal import Glibc

/// Runs jobs in worker processes, which are started when needed and used again.
///
/// A trap or an out-of-memory in one stage ends that stage alone, a time limit can be kept, and
/// peak memory is known per job. Everything happens on the caller's thread, in `nextEvent`.
package final class ProcessExecutor: Executor {
  private let command: [String]
  private let environment: [String]
  private let interrupts: Interrupts?
  private var workers: [WorkerProcess] = []
  private var pending: ArraySlice<ExecutorEvent> = []
  private var cancelled: SuspendingClock.Instant?
  private var escalation = Escalation.signals[...]

  /// An executor whose workers are started by `command`, an absolute path and arguments.
  package init(command: [String], environment: [String], interrupts: Interrupts?) {
    self.command = command
    self.environment = environment
    self.interrupts = interrupts
    signal(SIGPIPE, SIG_IGN)
  }

  deinit { shutDown() }

  package func start(_ job: Job) {
    if cancelled != nil {
      pending.append(.finished(node: job.node, .failed(.cancelled, "interrupted")))
      return
    }
    if let idle = workers.first(where: { $0.running == nil }) {
      idle.start(job)
      return
    }
    switch spawn(command, environment: environment) {
    case .success(let process):
      let worker = WorkerProcess(process)
      workers.append(worker)
      worker.start(job)
    case .failure(let failure):
      let message = "a worker process could not be started: \(failure.cause)"
      pending.append(.finished(node: job.node, .failed(.machine, message)))
    }
  }

  package func share(_ cores: Int, with node: Int) {
    workers.first { $0.running?.job.node == node }?.tell(.share(cores: cores))
  }

  package func nextEvent(within limit: Duration) -> ExecutorEvent? {
    let end = SuspendingClock.now.advanced(by: limit)
    repeat {
      if pending.isEmpty {
        wait(until: end)
      } else {
        // However much there is to tell, time and the user do not wait for it.
        takeInterrupts()
        keepTime()
      }
      if let event = pending.popFirst() { return event }
    } while SuspendingClock.now < end
    return nil
  }

  package func cancelAll() {
    guard cancelled == nil else { return }
    cancelled = .now
    for worker in workers where worker.running != nil {
      worker.sentence(JobFailure(.cancelled, StageError.cancelled.message))
      worker.tell(.cancel)
    }
  }

  /// Ends all workers and waits for them.
  package func shutDown() {
    for worker in workers { _ = worker.bury() }
    workers = []
  }

  private func wait(until end: SuspendingClock.Instant) {
    var descriptors = [pollfd(fd: interrupts?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)]
    for worker in workers {
      descriptors.append(pollfd(fd: worker.process.replies, events: Int16(POLLIN), revents: 0))
      descriptors.append(pollfd(fd: worker.logDescriptor, events: Int16(POLLIN), revents: 0))
      let orders = worker.hasOutbox ? worker.process.orders : -1
      descriptors.append(pollfd(fd: orders, events: Int16(POLLOUT), revents: 0))
    }
    let wake = ([end] + deadlines).min() ?? end
    let milliseconds = max(0, (wake - .now) / .milliseconds(1)).rounded(.up)
    _ = poll(&descriptors, nfds_t(descriptors.count), Int32(min(milliseconds, 3_600_000)))
    takeInterrupts()
    takeReplies()
    keepTime()
  }

  private var deadlines: [SuspendingClock.Instant] {
    var instants = workers.compactMap(\.wakeUp)
    if let cancelled, let next = escalation.first {
      instants.append(cancelled.advanced(by: next.after))
    }
    return instants
  }

  /// The first signal is the run's to answer; a second one does not wait for stages any more.
  private func takeInterrupts() {
    guard let count = interrupts?.take(), count > 0 else { return }
    pending.insert(.interrupted, at: pending.startIndex)
    guard cancelled != nil || count > 1 else { return }
    cancelAll()
    signalRunning(SIGKILL)
  }

  private func takeReplies() {
    for (index, worker) in workers.enumerated().reversed() {
      if worker.hasOutbox { worker.flush() }
      let (events, hasEnded) = worker.readReplies()
      pending += events
      guard hasEnded else { continue }
      pending += worker.bury()
      workers.remove(at: index)
    }
  }

  private func keepTime() {
    let now = SuspendingClock.now
    for worker in workers { worker.keepTime(now) }
    while let cancelled, let next = escalation.first, now - cancelled >= next.after {
      escalation.removeFirst()
      signalRunning(next.signal)
    }
  }

  private func signalRunning(_ number: Int32) {
    for worker in workers where worker.running != nil { worker.signal(number) }
  }
}

/// The signals that jobs get which still run some time after they were told to end.
enum Escalation {
  static let signals: [(after: Duration, signal: Int32)] = [
    (.milliseconds(700), SIGTERM), (.milliseconds(1400), SIGKILL),
  ]
}

extension JobReport {
  /// The report of a job that never ran.
  static func failed(_ cause: JobFailure.Cause, _ message: String) -> JobReport {
    JobReport(result: .failed(JobFailure(cause, message)), seconds: 0, peakMemory: 0)
  }
}
