package import Engine
internal import Glibc
package import Pipeline

/// Runs one job in this process: settings to stage, stored parts to inputs, artifact to store.
package struct StageRunner: Sendable {
  private let catalog: Catalog
  private let shelf: any ArtifactShelf

  package init(catalog: Catalog, shelf: any ArtifactShelf) {
    self.catalog = catalog
    self.shelf = shelf
  }

  /// Runs `job` to its end; every trouble becomes a failure in the report.
  ///
  /// The peak memory is left at 0: only a process that runs nothing else can tell.
  package func run(_ job: Job, hooks: JobHooks = JobHooks()) -> JobReport {
    let start = ContinuousClock.now
    do throws(JobFailure) {
      return try answer(job, hooks)
    } catch {
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return JobReport(result: .failed(error), seconds: seconds, peakMemory: 0)
    }
  }

  /// Computes the artifact, unless another process was faster.
  private func answer(_ job: Job, _ hooks: JobHooks) throws(JobFailure) -> JobReport {
    guard let key = job.key else {
      let (artifact, seconds) = try compute(job, JobCheckpoints(nil, hooks), hooks)
      return JobReport(result: .published(artifact), seconds: seconds, peakMemory: 0)
    }
    let claim = try claim(key, hooks)
    defer { withExtendedLifetime(claim) {} }
    if let record = try shelf.record(for: key) {
      hooks.note("computed by another run in the meantime")
      return JobReport(result: .found(record.artifact), seconds: record.seconds, peakMemory: 0)
    }
    let checkpoints = JobCheckpoints(claim, hooks)
    let (artifact, seconds) = try compute(job, checkpoints, hooks)
    // Known before the claim ends, so that whoever waits for it finds the answer.
    try shelf.save(Record(runKey: key, artifact: artifact, seconds: seconds))
    checkpoints.drop()
    return JobReport(result: .published(artifact), seconds: seconds, peakMemory: 0)
  }

  private func compute(
    _ job: Job, _ checkpoints: JobCheckpoints, _ hooks: JobHooks
  ) throws(JobFailure) -> (StoredArtifact, seconds: Double) {
    let start = ContinuousClock.now
    do throws(JobFailure) {
      let artifact = try publish(job, checkpoints, hooks)
      return (artifact, (ContinuousClock.now - start) / .seconds(1))
    } catch {
      // The store's own words and exit status, where the stage failed because of it.
      throw checkpoints.failure(behind: error) ?? error
    }
  }

  /// Waits until nobody else answers the question.
  private func claim(
    _ key: Digest, _ hooks: JobHooks
  ) throws(JobFailure) -> any QuestionClaim {
    if let claim = try shelf.claim(key) { return claim }
    hooks.wait(shelf.holder(of: key) ?? "another process")
    defer { hooks.wait(nil) }
    while true {
      if let claim = try shelf.claim(key) { return claim }
      if hooks.isCancelled() { throw JobFailure(.cancelled, StageError.cancelled.message) }
      usleep(20_000)
    }
  }

  private func publish(
    _ job: Job, _ checkpoints: JobCheckpoints, _ hooks: JobHooks
  ) throws(JobFailure) -> StoredArtifact {
    let stage = try restore(job)
    // Hours of work are not begun for a result that there is no room for.
    try shelf.checkRoom(for: job.expectedBytes)
    let inputs = try inputs(of: job, hooks)
    if hooks.isCancelled() { throw JobFailure(.cancelled, StageError.cancelled.message) }
    let context = context(of: job, checkpoints, hooks)
    return try Self.answer(stage, inputs, context) { (kind, shape, parts) throws(JobFailure) in
      // A stage that wrote to its inputs may have computed from what it wrote.
      for input in job.inputs { try shelf.confirm(input.artifact, cores: hooks.cores()) }
      return try shelf.publish(kind: kind, shape: shape, parts: parts, cores: hooks.cores())
    }
  }

  private func restore(_ job: Job) throws(JobFailure) -> any Stage {
    guard let type = catalog[job.stage] else {
      throw JobFailure(.stage, "this tool has no stage called \(job.stage)")
    }
    do throws(SettingFaults) {
      return try type.restore(job.settings)
    } catch {
      let faults = error.faults.map { ($0.setting.map { "\($0): " } ?? "") + $0.message }
      throw JobFailure(.stage, faults.joined(separator: "; "))
    }
  }

  private func inputs(of job: Job, _ hooks: JobHooks) throws(JobFailure) -> Inputs {
    var inputs = Inputs()
    var opened: [Digest: Parts] = [:]
    for input in job.inputs {
      let parts: Parts
      if let known = opened[input.artifact] {
        parts = known
      } else {
        parts = try shelf.parts(of: input.artifact, cores: hooks.cores())
        opened[input.artifact] = parts
      }
      inputs.wire(parts, to: input.port, labels: input.labels)
    }
    return inputs
  }

  private func context(
    of job: Job, _ checkpoints: JobCheckpoints, _ hooks: JobHooks
  ) -> Context {
    let files = InputFiles(job.files, cores: hooks.cores)
    return Context(
      cores: hooks.cores, lineage: job.lineage, open: { files.open($0) }, report: hooks.report,
      isCancelled: hooks.isCancelled, note: hooks.note, checkpoint: { checkpoints.open($0) })
  }

  private static func answer<S: Stage>(
    _ stage: S, _ inputs: Inputs, _ context: Context,
    publish: (String, Shape, [Part]) throws(JobFailure) -> StoredArtifact
  ) throws(JobFailure) -> StoredArtifact {
    let shape: Shape
    let parts: [Part]
    do throws(StageError) {
      let output = try stage.run(inputs, in: context)
      shape = output.shape
      parts = try output.parts()
    } catch {
      throw JobFailure(error)
    }
    return try publish(stage.yields, shape, parts)
  }
}

extension JobFailure {
  /// The failure that a stage's error means.
  init(_ error: StageError) {
    switch error {
    case .unreadable: self.init(.unreadable, error.message)
    case .cancelled: self.init(.cancelled, error.message)
    case .badFile, .damaged, .unsuitable, .numerical, .machine: self.init(.stage, error.message)
    }
  }
}
