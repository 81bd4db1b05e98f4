internal import Engine
internal import Executors
internal import Numerics
internal import Pipeline
internal import Store

extension Tool {
  /// `run`: computes what is not known and writes the results.
  func run() throws(ToolFailure) -> ExitStatus {
    if case .failure(let error) = BLAS.library { throw ToolFailure(.machine, error.description) }
    let limits = try runLimits()
    do throws(ToolFailure) {
      return try attempt(limits)
    } catch {
      guard error.isOfDamage else { throw error }
      console.error("warning: \(error.message)")
      return try attempt(limits)
    }
  }

  private func attempt(_ limits: RunLimits) throws(ToolFailure) -> ExitStatus {
    let targets = Array(invocation.operands.dropFirst())
    let planning = try Planning(self, .create, targets: targets)
    guard let store = planning.store else { return .machine }
    let records = StoreRecords(store)
    try checkOutputs(of: planning.plan)
    let forecast = forecast(planning.plan, cores: min(limits.jobs, limits.cores))
    let plan = forecast.map { planning.plan.expecting($0) } ?? planning.plan
    if let forecast {
      tell(forecast, of: plan)
      warn(ofRoomFor: forecast, in: store)
    }
    let outcome = execute(plan, foretold: forecast, records, store, limits)
    keep(outcome, of: plan, planning, in: store)
    reportFailures(outcome, plan)
    let folders = try writeOutputs(outcome, plan, store)
    for folder in folders where !invocation.has(.json) { console.result(folder) }
    summarize(outcome)
    if let failure = records.failure { throw ToolFailure(failure) }
    if let failure = outcome.storeFailure { throw ToolFailure(.machine, failure.message) }
    return ExitStatus(rawValue: Int32(outcome.exitStatus)) ?? .machine
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
      memory: memory ?? machine.memory / 5 * 4, failFast: invocation.has(.failFast))
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
    _ limits: RunLimits
  ) -> Outcome {
    var display = RunDisplay(
      console: console, isVerbose: invocation.has(.verbose),
      cores: forecast.flatMap { $0.unknown == 0 ? $0.cores : nil })
    var logs = RunLogs(store: store)
    let isJSON = invocation.has(.json)
    let run = Run(plan: plan, store: records, executor: executor(store), limits: limits) { event in
      logs.take(event)
      if isJSON, let json = event.json { console.result(json.line) }
      display.show(event)
    }
    let outcome = run.execute()
    display.end()
    return outcome
  }

  private func executor(_ store: DiskStore) -> any Executor {
    let interrupts = Interrupts()
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

  private func reportFailures(_ outcome: Outcome, _ plan: Plan) {
    for end in outcome.nodes {
      guard let failure = end.status.failure else { continue }
      let name = plan.nodes[end.node].name
      console.error("\(console.messages("failed", .red)) \(name): \(failure.message)")
      console.error("       \(commandLine(.log, "\(name)"))")
    }
  }

  /// Writes what the run was for, and returns the folders.
  private func writeOutputs(
    _ outcome: Outcome, _ plan: Plan, _ store: DiskStore
  ) throws(ToolFailure) -> [String] {
    let wanted = Set(plan.results)
    let ends = outcome.nodes.filter { wanted.contains($0.node) }
    guard
      ends.contains(where: { $0.status.artifact.map { Outputs.kinds.contains($0.kind) } ?? false })
    else { return [] }
    let portrait = RunPortrait(plan: plan, outcome: outcome, tool: self)
    let outputs = Outputs(folder: outputFolder, store: store, portrait: portrait)
    return try outputs.alone { () throws(ToolFailure) in
      var folders: [String] = []
      for end in ends {
        guard let artifact = end.status.artifact, Outputs.kinds.contains(artifact.kind) else {
          continue
        }
        folders += try outputs.write(artifact, of: plan.nodes[end.node])
      }
      return folders
    }
  }

  private func checkOutputs(of plan: Plan) throws(ToolFailure) {
    let results = plan.results.map { plan.nodes[$0] }
      .filter { Outputs.kinds.contains($0.prepared.stage.yields) }
    guard !results.isEmpty else { return }
    try Outputs.check(outputFolder)
    for name in results.flatMap(\.names) {
      try Outputs.check(result: Outputs.path(of: name, in: outputFolder))
    }
  }

  private var outputFolder: String {
    if let folder = invocation[.out] { return folder }
    let file = invocation.operands[0].split(separator: "/").last.map(String.init) ?? "manifest"
    let stem = file.split(separator: ".").dropLast().joined(separator: ".")
    return "out/" + (stem.isEmpty ? file : stem)
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
