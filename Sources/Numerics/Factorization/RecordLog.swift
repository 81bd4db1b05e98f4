/// Where a long computation leaves finished pieces behind, so that another run can go on from them.
///
/// Records are numbered from 0 in the order in which they were saved. Nothing depends on whether any is found.
public protocol RecordLog: Sendable {
  /// How many whole records there are.
  var count: Int { get }

  /// Reads a record; false when it is not there or has another length.
  func load(_ index: Int, into bytes: UnsafeMutableRawBufferPointer) -> Bool

  /// Adds a record of these numbers, which stay as they are during the call.
  func save(_ numbers: Matrix<Double>)

  /// Drops the records from number `count` on.
  func truncate(to count: Int)
}
