import Engine
import Executors
import Pipeline
import Testing

/// What becomes of jobs when workers misbehave; a shell script stands in for the worker.
@Suite struct `A process executor` {
  /// Events of one job until its report, given to a worker that runs `script`.
  func run(_ script: String, timeout: Double? = nil, cancel: Bool = false) -> [ExecutorEvent] {
    let executor = ProcessExecutor(
      command: ["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], interrupts: nil)
    executor.start(Job(node: 7, stage: "Toy", timeout: timeout))
    if cancel { executor.cancelAll() }
    var events: [ExecutorEvent] = []
    while true {
      guard let event = executor.nextEvent(within: .seconds(60)) else { return events }
      events.append(event)
      if case .finished = event { return events }
    }
  }

  func failure(_ events: [ExecutorEvent]) -> JobFailure? {
    guard case .finished(7, let report)? = events.last else { return nil }
    return report.failure
  }

  @Test(arguments: [
    ("ILL", "the stage trapped (SIGILL)"),
    ("TRAP", "the stage trapped (SIGTRAP)"),
    ("SEGV", "the stage read or wrote memory that is not its own (SIGSEGV)"),
    ("BUS", "a file that the stage reads was cut short (SIGBUS)"),
    ("ABRT", "the stage aborted (SIGABRT)"),
    ("FPE", "the stage divided by zero (SIGFPE)"),
    ("USR1", "the stage was ended by signal 10"),
    (
      "KILL",
      "the stage was killed (SIGKILL), as the system does when memory runs out; "
        + "give it more memory or run fewer stages at once with --jobs"
    ),
  ])
  func `names the signal that ended a worker`(signal: String, message: String) {
    let events = run("ulimit -c 0; kill -\(signal) $$")
    #expect(failure(events) == JobFailure(.crashed, message))
  }

  @Test func `repeats the last words of a worker that ended`() {
    let events = run("echo first; echo Fatal error: boom >&2; printf unfinished; exit 4")
    let lines = events.compactMap { if case .note(7, let line) = $0 { line } else { nil } }
    #expect(lines == ["first", "Fatal error: boom", "unfinished"])
    let message = "the stage ended its process with status 4\nfirst\nFatal error: boom\nunfinished"
    #expect(failure(events) == JobFailure(.crashed, message))
  }

  @Test func `ends a job at its time limit, with all it started`() {
    let events = run("sleep 600 & sleep 600", timeout: 0.2)
    #expect(failure(events) == JobFailure(.timedOut, "the stage did not end within 0.2 s"))
  }

  @Test func `lets a job whose time is over clean up behind it`() {
    let events = run("trap 'echo cleaned; exit 3' TERM; sleep 600 & wait", timeout: 0.2)
    #expect(events.contains { if case .note(7, "cleaned") = $0 { true } else { false } })
    #expect(failure(events) == JobFailure(.timedOut, "the stage did not end within 0.2 s"))
  }

  @Test func `ends a job whose time is over and that listens to nothing`() {
    let events = run("trap '' TERM INT; while :; do sleep 0.01; done", timeout: 0.1)
    #expect(failure(events) == JobFailure(.timedOut, "the stage did not end within 0.1 s"))
  }

  @Test func `ends a cancelled job that listens to nothing`() {
    let start = ContinuousClock.now
    let events = run("trap '' TERM INT; while :; do sleep 0.01; done", cancel: true)
    #expect(failure(events) == JobFailure(.cancelled, "interrupted"))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test(arguments: ["printf '\\377\\377\\377\\377' >&3; sleep 600", "printf 'aaaa' >&3; sleep 600"])
  func `does not believe what is not a reply`(script: String) {
    let message = "the stage wrote to descriptor 3, which is the worker's"
    #expect(failure(run(script)) == JobFailure(.crashed, message))
  }

  @Test func `keeps only the beginning of an endless log`() {
    let events = run("yes 'a line of the log' | head -c 20000000; exit 1")
    let lines = events.compactMap { if case .note(7, let line) = $0 { line } else { nil } }
    #expect(lines.last == "… further lines are left out")
    #expect(lines.reduce(0) { $0 + $1.utf8.count + 1 } < LogTail.limit + 100)
  }

  @Test(.timeLimit(.minutes(1)))
  func `tells the worker of a job how many cores it has, and nobody else`() {
    let job = Job(node: 7, stage: "Toy")
    let orders = [Order.run(job), .share(cores: 3)].map { Frames.encode($0).count }
    // What arrives is the last words of the worker.
    let script = "head -c \(orders[0]) > /dev/null; head -c \(orders[1]); exit 1"
    let executor = ProcessExecutor(
      command: ["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], interrupts: nil)
    executor.start(job)
    executor.share(9, with: 8)
    executor.share(3, with: 7)
    var failure: JobFailure?
    while failure == nil {
      if case .finished(7, let report)? = executor.nextEvent(within: .seconds(60)) {
        failure = report.failure
      }
    }
    #expect(failure?.message.hasSuffix(#"{"share":{"cores":3}}"#) == true)
  }

  @Test func `says when a worker cannot be started`() {
    let executor = ProcessExecutor(command: ["/nowhere"], environment: [], interrupts: nil)
    executor.start(Job(node: 1, stage: "Toy"))
    let message = "a worker process could not be started: No such file or directory"
    #expect(
      executor.nextEvent(within: .zero)
        == .finished(
          node: 1,
          JobReport(
            result: .failed(JobFailure(.machine, message)), seconds: 0, peakMemory: 0)))
  }

  @Test func `gives nothing when nothing happens`() {
    let executor = ProcessExecutor(command: ["/bin/sh"], environment: [], interrupts: nil)
    #expect(executor.nextEvent(within: .milliseconds(1)) == nil)
  }
}
