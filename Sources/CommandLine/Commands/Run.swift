internal import Engine
internal import Executors
internal import Glibc
internal import Numerics
internal import Pipeline
internal import Store

extension Tool {
  /// `run`: computes what is not known and writes the results.
  func run() throws(ToolFailure) -> ExitStatus {
    if case .failure(let error) = BLAS.library { throw ToolFailure(.machine, error.description) }
    // A run goes on when nobody reads what it says any more.
    signal(SIGPIPE, SIG_IGN)
    let limits = try runLimits()
    let planning = try Planning(self, .create, targets: Array(invocation.operands.dropFirst()))
    let interrupts = Interrupts()
    let first = try attempt(planning, limits, interrupts)
    guard !first.damaged.isEmpty else { return first.status }
    for lost in first.damaged { console.error("warning: \(lost.name): \(lost.cause)") }
    // Whoever asked to stop is not served a second time.
    guard first.status != .interrupted, interrupts.take() == 0 else { return .interrupted }
    let second = try attempt(
      planning.again(targets: first.damaged.map { "\($0.name)" }), limits, interrupts)
    if let lost = second.damaged.first {
      throw ToolFailure(.machine, "\(lost.name): \(lost.cause)")
    }
    return second.status == .done ? first.status : second.status
  }

  /// How an attempt ended, and the results that were damaged when they were to be written, which another one can compute again.
  private struct Attempt {
    var status: ExitStatus
    var damaged: [DamagedResult]
  }

  private func attempt(
    _ planning: Planning, _ limits: RunLimits, _ interrupts: Interrupts
  ) throws(ToolFailure) -> Attempt {
    guard let store = planning.store else { return Attempt(status: .machine, damaged: []) }
    let records = StoreRecords(store)
    try checkOutputs(of: planning.plan)
    let forecast = forecast(planning.plan, cores: min(limits.jobs, limits.cores))
    let plan = forecast.map { planning.plan.expecting($0) } ?? planning.plan
    if let forecast {
      tell(forecast, of: plan)
      warn(ofRoomFor: forecast, in: store)
    }
    let outcome = execute(plan, foretold: forecast, records, store, limits, interrupts)
    keep(outcome, of: plan, planning, in: store)
    reportFailures(outcome, plan, store)
    let written = try writeOutputs(outcome, plan, store, interrupts)
    for folder in written.folders where !invocation.has(.json) { console.result(folder) }
    summarize(outcome)
    for failure in written.failures.dropLast() { console.error("\(name): \(failure.message)") }
    if let failure = written.failures.last { throw failure }
    if let failure = records.failure { throw ToolFailure(failure) }
    if let failure = outcome.storeFailure { throw ToolFailure(.machine, failure.message) }
    let status = ExitStatus(rawValue: Int32(outcome.exitStatus)) ?? .machine
    return Attempt(status: status, damaged: written.damaged)
  }

  /// Keeps what makes later runs faster and better explained; that it cannot be kept is no failure.
  private func keep(
    _ outcome: Outcome, of plan: Plan, _ planning: Planning, in store: DiskStore
  ) {
    for end in outcome.nodes where end.status.failure?.cause == .unreadable {
      for setting in plan.nodes[end.node].prepared.settings {
        setting.text.forEachFile { planning.index.forget($0) }
      }
    }
    try? planning.index.save()
    do throws(ToolFailure) {
      try planning.journal.write(outcome.journal, over: plan.journal, to: store)
    } catch {
      console.error("warning: \(error.message)")
    }
  }

  private func runLimits() throws(ToolFailure) -> RunLimits {
    let machine = Machine.current
    let jobs = try invocation[.jobs].map { (text) throws(ToolFailure) in
      guard let jobs = Int(text), jobs >= 1 else {
        throw ToolFailure(.wrongQuestion, "--jobs needs a whole number from 1, not ‘\(text)’")
      }
      return jobs
    }
    let memory = try invocation[.memory].map { (text) throws(ToolFailure) in
      guard let bytes = ByteCount.parse(text) else {
        throw ToolFailure(.wrongQuestion, "--memory needs a size such as 8G, not ‘\(text)’")
      }
      return bytes
    }
    return RunLimits(
      jobs: min(jobs ?? machine.cores, Machine.mostWorkers), cores: jobs ?? machine.cores,
      memory: memory ?? machine.memoryForRuns, failFast: invocation.has(.failFast))
  }

  /// Says what the run will take before it starts.
  private func tell(_ forecast: Forecast, of plan: Plan) {
    guard invocation.has(.json) else {
      return console.message("\(plan.counts): \(forecast.words(plan.name(of:)))")
    }
    console.result(forecast.json(plan.name(of:)).line)
  }

  /// Warns when the disk will be full before all is computed.
  private func warn(ofRoomFor forecast: Forecast, in store: DiskStore) {
    guard let free = store.freeBytes, free < forecast.bytes else { return }
    console.error(
      "warning: the artifacts will take \(ByteCount.text(forecast.bytes)) and \(ByteCount.text(free)) "
        + "are free at \(store.path); make room, or keep them elsewhere with --store")
  }

  private func execute(
    _ plan: Plan, foretold forecast: Forecast?, _ records: StoreRecords, _ store: DiskStore,
    _ limits: RunLimits, _ interrupts: Interrupts
  ) -> Outcome {
    var display = RunDisplay(
      console: console, isVerbose: invocation.has(.verbose),
      cores: forecast.flatMap { $0.unknown == 0 ? $0.cores : nil })
    var logs = RunLogs(store: store)
    let isJSON = invocation.has(.json)
    let run = Run(plan: plan, store: records, executor: executor(store, interrupts), limits: limits)
    { event in
      logs.take(event)
      if isJSON, let json = event.json { console.result(json.line) }
      display.show(event)
    }
    let outcome = run.execute()
    display.end()
    return outcome
  }

  private func executor(_ store: DiskStore, _ interrupts: Interrupts) -> any Executor {
    if invocation.has(.inProcess) {
      let runner = StageRunner(catalog: catalog, shelf: StoreShelf(store))
      return InProcessExecutor(runner: runner, interrupts: interrupts)
    }
    // A stage that traps says why in one line; a backtrace would take seconds.
    let variables = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    return ProcessExecutor(
      command: ["/proc/self/exe", "worker", "--store", absolute(storePath)]
        + (invocation.has(.trust) ? [Flag.trust.text] : []),
      environment: variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
      interrupts: interrupts)
  }

  private func reportFailures(_ outcome: Outcome, _ plan: Plan, _ store: DiskStore) {
    for end in outcome.nodes {
      guard let failure = end.status.failure else { continue }
      let name = plan.nodes[end.node].name
      console.error("\(console.messages("failed", .red)) \(name): \(failure.message)")
      // What was never started left no log.
      if let key = end.runKey, (try? store.log(of: key)) != nil {
        console.error("       \(commandLine(.log, "\(name)"))")
      }
    }
  }

  private func summarize(_ outcome: Outcome) {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let summary =
      "\(outcome.computed) computed, \(outcome.reused) reused, \(outcome.failed) failed, "
      + "\(outcome.skipped) skipped in \(TimeText.text(seconds))"
    if invocation.has(.json) {
      let line: JSON = [
        "event": "ended", "computed": .integer(outcome.computed),
        "reused": .integer(outcome.reused), "failed": .integer(outcome.failed),
        "skipped": .integer(outcome.skipped), "seconds": .number(seconds),
        "seconds-saved": .number(outcome.secondsSaved),
      ]
      return console.result(line.line)
    }
    if outcome.isInterrupted { console.error("interrupted; what was computed is kept") }
    if outcome.secondsSaved >= 1 {
      let time = TimeText.text(outcome.secondsSaved)
      console.message("\(time) of work saved by what was known")
    }
    console.result(summary)
  }
}
