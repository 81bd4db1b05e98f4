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
    let targets = Array(invocation.operands.dropFirst())
    let planning = try Planning(self, .create, targets: targets)
    guard let store = planning.store else { return .machine }
    let records = StoreRecords(store)
    let forecast = forecast(planning.plan, cores: min(limits.jobs, limits.cores))
    let plan = forecast.map { planning.plan.expecting($0) } ?? planning.plan
    if let forecast { tell(forecast, of: plan) }
    let outcome = execute(plan, foretold: forecast, records, store, limits)
    try planning.journal.write(outcome.journal, over: plan.journal, to: store)
    // It only saves time, so that it cannot be saved is no failure.
    try? planning.index.save()
    reportFailures(outcome, plan)
    let folders = try writeOutputs(outcome, plan, store)
    for folder in folders where !invocation.has(.json) { console.result(folder) }
    summarize(outcome)
    if let failure = records.failure { throw ToolFailure(failure) }
    if let failure = outcome.storeFailure { throw ToolFailure(.machine, failure.message) }
    return ExitStatus(rawValue: Int32(outcome.exitStatus)) ?? .machine
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
      jobs: jobs ?? machine.cores, cores: jobs ?? machine.cores,
      memory: memory ?? machine.memory / 5 * 4, failFast: invocation.has(.failFast))
  }

  /// Says what the run will take before it starts.
  private func tell(_ forecast: Forecast, of plan: Plan) {
    guard invocation.has(.json) else {
      return console.message("\(plan.counts): \(forecast.words(plan.name(of:)))")
    }
    console.result(forecast.json(plan.name(of:)).line)
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
      command: ["/proc/self/exe", "worker", "--store", absolute(storePath)],
      environment: variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
      interrupts: interrupts)
  }

  private func reportFailures(_ outcome: Outcome, _ plan: Plan) {
    for end in outcome.nodes {
      guard let failure = end.status.failure else { continue }
      let name = plan.nodes[end.node].name
      let command = ["log", invocation.operands[0], "\(name)"].map(shellQuoted)
      console.error("\(console.messages("failed", .red)) \(name): \(failure.message)")
      console.error("       \(commandLine(command))")
    }
  }

  private func commandLine(_ words: [String]) -> String { ([name] + words).joined(separator: " ") }

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
    var folders: [String] = []
    for end in ends {
      guard let artifact = end.status.artifact, Outputs.kinds.contains(artifact.kind) else {
        continue
      }
      folders += try outputs.write(artifact, of: plan.nodes[end.node])
    }
    return folders
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
