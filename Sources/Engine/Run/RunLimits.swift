/// What a run may use of the machine.
package struct RunLimits: Hashable, Sendable {
  /// How many jobs may run at once.
  package var jobs: Int
  /// How many cores the jobs share.
  package var cores: Int
  /// The bytes that the estimates of all running jobs may add up to.
  package var memory: Int
  /// Whether the first failure keeps everything else from starting.
  package var failFast: Bool

  package init(jobs: Int = 1, cores: Int = 1, memory: Int = .max, failFast: Bool = false) {
    self.jobs = max(1, jobs)
    self.cores = max(1, cores)
    self.memory = memory
    self.failFast = failFast
  }
}
