/// Carries out a plan: what is known is reused, everything else that the targets need is run.
///
/// One owner and one thread: executors run jobs wherever they like and report to this loop.
package struct Run {
  package let plan: Plan
  package let store: any ArtifactStore
  package let executor: any Executor
  package let limits: RunLimits
  private let observe: (RunEvent) -> Void

  package init(
    plan: Plan, store: any ArtifactStore, executor: any Executor, limits: RunLimits = RunLimits(),
    observe: @escaping (RunEvent) -> Void = { _ in }
  ) {
    self.plan = plan
    self.store = store
    self.executor = executor
    self.limits = limits
    self.observe = observe
  }

  /// Runs to the end: until nothing more can start and nothing is running.
  package func execute() -> Outcome {
    var walk = Walk(plan, store, limits, observe)
    walk.reuseHits()
    while true {
      let next = walk.nextOrders()
      for share in next.shares { executor.share(share.cores, with: share.node) }
      for job in next.jobs { executor.start(job) }
      guard walk.isRunning else { break }
      guard let event = executor.nextEvent(within: .seconds(1)) else {
        observe(.silence)
        continue
      }
      let wasStopping = walk.isCancelling
      walk.handle(event)
      if walk.isCancelling, !wasStopping { executor.cancelAll() }
    }
    return walk.finish()
  }
}
