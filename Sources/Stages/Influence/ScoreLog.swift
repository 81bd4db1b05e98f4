internal import Numerics
internal import Pipeline

/// Scores t×n that go to disk in blocks of test rows as they are computed.
final class ScoreLog {
  private let checkpoint: any Checkpoint
  private let rows: Int
  private let columns: Int

  /// The scores that an earlier run of the same question left, cut where a block is not what it should be.
  init(_ context: Context, rows: Int, columns: Int) throws(StageError) {
    checkpoint = try context.checkpoint("scores")
    (self.rows, self.columns) = (rows, columns)
    for index in 0..<checkpoint.count
    where try checkpoint.record(index).count != 8 * blockRows(index) * columns {
      try checkpoint.truncate(to: index)
      break
    }
  }

  /// How many blocks there are.
  var count: Int { checkpoint.count }

  private func blockRows(_ index: Int) -> Int {
    let size = KernelRidge.queriesAtOnce
    return max(0, min(rows - index * size, size))
  }

  /// A block that is there; it takes memory as long as somebody holds it.
  func block(_ index: Int) throws(StageError) -> Matrix<Double> {
    try matrix(checkpoint.record(index), rows: blockRows(index))
  }

  /// Adds the next block.
  func append(_ block: Matrix<Double>) throws(StageError) {
    try checkpoint.append([MatrixBytes(matrix: block)])
  }

  /// All scores, where they lie.
  func matrix() throws(StageError) -> Matrix<Double> {
    try matrix(checkpoint.joined(), rows: rows)
  }

  private func matrix(_ bytes: any Bytes, rows: Int) -> Matrix<Double> {
    if let view = Matrix(rows: rows, columns: columns, viewing: bytes, from: 0) { return view }
    var copy = Matrix<Double>(rows: rows, columns: columns)
    bytes.withUnsafeBytes { source in
      copy.withUnsafeMutableBufferPointer {
        UnsafeMutableRawBufferPointer($0).copyMemory(from: source)
      }
    }
    return copy
  }
}
