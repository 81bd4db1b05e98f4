internal import Synchronization

/// Records that a long stage leaves behind while it runs, so that a killed run can go on from them.
///
/// They are outside every key, so the answer must not depend on how many were found. Records are numbered from 0 in
/// the order in which they were appended. One that a crash left damaged ends the sequence: neither it nor what came
/// after it is there when the checkpoint is opened. All of them are dropped once the stage's answer is published.
public protocol Checkpoint: Sendable {
  /// How many whole records there are.
  var count: Int { get }

  /// The bytes of a record.
  func record(_ index: Int) throws(StageError) -> any Bytes

  /// Adds a record made of `pieces`, which outlives the process once this returns.
  ///
  /// Nothing is synced, so a loss of power may take the last records away, which costs their time and no more.
  func append(_ pieces: [any Bytes]) throws(StageError)

  /// Drops the records from number `count` on and gives their space back.
  func truncate(to count: Int) throws(StageError)

  /// The bytes of all records, one after the other; valid while no record is dropped.
  func joined() throws(StageError) -> any Bytes
}

/// A checkpoint in memory, for runs that have no store: nothing outlives them.
public final class TransientCheckpoint: Checkpoint {
  private let records = Mutex<[[UInt8]]>([])

  public init() {}

  public var count: Int { records.withLock { $0.count } }

  public func record(_ index: Int) throws(StageError) -> any Bytes {
    records.withLock { $0[index] }
  }

  public func append(_ pieces: [any Bytes]) throws(StageError) {
    let bytes = pieces.flatMap(\.array)
    records.withLock { $0.append(bytes) }
  }

  public func truncate(to count: Int) throws(StageError) {
    records.withLock { $0.removeLast(max(0, $0.count - count)) }
  }

  public func joined() throws(StageError) -> any Bytes {
    records.withLock { $0.flatMap { $0 } }
  }
}
