private import Synchronization

/// Counts finished work on many threads and tells how far it is.
public final class WorkMeter: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: @Sendable (_ done: Int, _ total: Int) -> Void

  /// A meter for `total` units of work; `report` is called from any thread.
  public init(total: Int, report: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.total = total
    self.report = report
  }

  /// Tells nobody.
  public static let silent = WorkMeter(total: 0) { _, _ in }

  /// Takes `units` of finished work in.
  public func add(_ units: Int) {
    report(done.wrappingAdd(units, ordering: .relaxed).newValue, total)
  }
}
