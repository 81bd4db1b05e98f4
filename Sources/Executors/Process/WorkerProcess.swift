internal import Engine
internal import Glibc
internal import Pipeline

/// One worker process as its parent sees it: what it runs, what it said, how it ends.
final class WorkerProcess {
  /// What it runs at the moment.
  struct Running {
    var job: Job
    var start: SuspendingClock.Instant
    var log = LogTail()
    /// Why we end it, once we do.
    var sentence: JobFailure?

    /// Whether it waits for another process that computes the same.
    var isWaiting = false
    /// The signals that it gets when it is still there some time after its time was over.
    var escalation = Escalation.signals[...]

    var deadline: SuspendingClock.Instant? {
      isWaiting ? nil : job.timeout.map { start.advanced(by: .seconds($0)) }
    }
  }

  let process: Spawned
  private(set) var running: Running?
  private var outbox: ArraySlice<UInt8> = []
  private var inbox = FrameBuffer()
  private var isLogOpen = true

  init(_ process: Spawned) {
    self.process = process
  }

  /// Whether bytes wait to be written to it.
  var hasOutbox: Bool { !outbox.isEmpty }
  /// The descriptor of its log while it is open, else -1, which `poll` passes over.
  var logDescriptor: Int32 { isLogOpen ? process.log : -1 }

  func start(_ job: Job) {
    running = Running(job: job, start: .now)
    tell(.run(job))
  }

  func tell(_ order: Order) {
    outbox += Frames.encode(order)
    flush()
  }

  /// Writes what fits.
  ///
  /// That the worker is gone is noticed where its replies end.
  func flush() {
    outbox = Descriptor.write(outbox, to: process.orders) ?? []
  }

  /// Fixes what the job's report will say, if it has none before its end.
  func sentence(_ failure: JobFailure) {
    if running?.sentence == nil { running?.sentence = failure }
  }

  func signal(_ number: Int32) {
    kill(-process.id, number)
  }

  /// Sees to it that a job whose time is over ends: it is told so first, that it can clean up behind it.
  func keepTime(_ now: SuspendingClock.Instant) {
    guard let job = running, let deadline = job.deadline, deadline <= now,
      let limit = job.job.timeout
    else { return }
    if job.sentence == nil {
      sentence(.timedOut(limit))
      tell(.cancel)
    }
    while let next = running?.escalation.first, now - deadline >= next.after {
      running?.escalation.removeFirst()
      signal(next.signal)
    }
  }

  /// When `keepTime` has something to do next.
  var wakeUp: SuspendingClock.Instant? {
    guard let running, let deadline = running.deadline else { return nil }
    return running.sentence == nil
      ? deadline : running.escalation.first.map { deadline.advanced(by: $0.after) }
  }

  /// What it said since the last call, and whether its replies ended.
  func readReplies() -> (events: [ExecutorEvent], hasEnded: Bool) {
    var events = readLog()
    while true {
      switch Descriptor.read(process.replies) {
      case .none: return (events, false)
      case .end: return (events, true)
      case .bytes(let bytes):
        inbox.append(bytes)
        guard let more = takeReplies() else {
          sentence(JobFailure(.crashed, "the stage wrote to descriptor 3, which is the worker's"))
          return (events, true)
        }
        events += more
      }
    }
  }

  /// The complete replies in the inbox; `nil` when they make no sense.
  private func takeReplies() -> [ExecutorEvent]? {
    var events: [ExecutorEvent] = []
    while true {
      switch inbox.next() {
      case .incomplete: return events
      case .broken: return nil
      case .frame(let frame):
        guard let reply = Frames.decode(Reply.self, frame) else { return nil }
        events += event(for: reply)
      }
    }
  }

  private func event(for reply: Reply) -> [ExecutorEvent] {
    guard let node = running?.job.node else { return [] }
    switch reply {
    case .progress(let progress): return [.progress(node: node, progress)]
    case .note(let line): return [.note(node: node, line)]
    case .waiting(let holder):
      running?.isWaiting = holder != nil
      running?.start = .now
      return [.waiting(node: node, for: holder)]
    case .finished(var report):
      let log = readLog() + endLog(node)
      if let sentence = running?.sentence, case .failed = report.result {
        report.result = .failed(sentence)
      }
      running = nil
      return log + [.finished(node: node, report)]
    }
  }

  /// The lines printed since the last call.
  func readLog() -> [ExecutorEvent] {
    var events: [ExecutorEvent] = []
    // A stage that prints without end must not keep the run from its other work.
    for _ in 0..<64 where isLogOpen {
      switch Descriptor.read(process.log) {
      case .none: return events
      case .end: isLogOpen = false
      case .bytes(let bytes):
        guard let node = running?.job.node else { continue }
        events += (running?.log.take(bytes) ?? []).map { .note(node: node, $0) }
      }
    }
    return events
  }

  private func endLog(_ node: Int) -> [ExecutorEvent] {
    (running?.log.finish() ?? []).map { .note(node: node, $0) }
  }

  /// Ends the process with everything it started, and reports the job it leaves behind.
  func bury() -> [ExecutorEvent] {
    // A process that is ending already keeps the status of its own end.
    signal(SIGKILL)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process.id, &status, 0, &usage) < 0 && errno == EINTR {}
    var events = readLog()
    if let running {
      events += endLog(running.job.node)
      events.append(.finished(node: running.job.node, report(status, usage)))
    }
    running = nil
    for descriptor in [process.orders, process.replies, process.log] { close(descriptor) }
    return events
  }

  private func report(_ status: Int32, _ usage: rusage) -> JobReport {
    let seconds = running.map { (SuspendingClock.now - $0.start) / .seconds(1) } ?? 0
    let failure = running?.sentence ?? crash(ProcessEnd(status: status))
    return JobReport(
      result: .failed(failure), seconds: seconds, peakMemory: usage.ru_maxrss << 10)
  }

  private func crash(_ end: ProcessEnd) -> JobFailure {
    let tail = running?.log.last ?? []
    return JobFailure(.crashed, ([end.description] + tail).joined(separator: "\n"))
  }
}
