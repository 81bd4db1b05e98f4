internal import Numerics
internal import Pipeline
internal import Synchronization

/// The panels of a long factorization, kept in a stage's checkpoint.
///
/// When one cannot be written the log says so once and the computation goes on: it is worth more than what it would save.
final class KeptPanels: RecordLog {
  private let checkpoint: any Checkpoint
  private let context: Context
  private let isBroken = Mutex(false)

  /// The records called `name`.
  init(_ name: String, _ context: Context) throws(StageError) {
    self.context = context
    checkpoint = try context.checkpoint(name)
  }

  var count: Int { checkpoint.count }

  func load(_ index: Int, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
    guard let record = try? checkpoint.record(index), record.count == bytes.count else {
      return false
    }
    record.withUnsafeBytes { bytes.copyMemory(from: $0) }
    return true
  }

  func save(_ numbers: Matrix<Double>) {
    attempt { () throws(StageError) in
      try checkpoint.append([MatrixBytes(matrix: numbers)])
    }
  }

  func truncate(to count: Int) {
    guard count < checkpoint.count else { return }
    attempt { () throws(StageError) in try checkpoint.truncate(to: count) }
  }

  private func attempt(_ body: () throws(StageError) -> Void) {
    isBroken.withLock { isBroken in
      guard !isBroken else { return }
      do throws(StageError) {
        try body()
      } catch {
        isBroken = true
        context.note(
          "no more is kept for a run that would go on from here: \(error.message)")
      }
    }
  }
}
