package import Pipeline

/// What a running job tells, how many cores it has, and how it is told to stop.
package struct JobHooks: Sendable {
  /// How many cores it may use at the moment.
  package var cores: @Sendable () -> Int
  package var report: @Sendable (Progress) -> Void
  package var note: @Sendable (String) -> Void
  package var isCancelled: @Sendable () -> Bool
  /// Told the name of another process when the job begins to wait for it, and `nil` when it goes on.
  package var wait: @Sendable (String?) -> Void

  package init(
    cores: @escaping @Sendable () -> Int = { 1 },
    report: @escaping @Sendable (Progress) -> Void = { _ in },
    note: @escaping @Sendable (String) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    wait: @escaping @Sendable (String?) -> Void = { _ in }
  ) {
    self.cores = cores
    self.report = report
    self.note = note
    self.isCancelled = isCancelled
    self.wait = wait
  }
}
