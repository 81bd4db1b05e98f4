internal import CKernels

/// Which hidden units are active at which rows: one bit per pair, packed.
public struct BitMatrix: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of bits in a row.
  public let columns: Int
  /// Rows are padded with zero bits to this many words, a multiple of what the kernels read at once.
  let wordsPerRow: Int
  let words: [UInt64]

  /// The signs of the pre-activations: bit (i, r) is set where ⟨w_r, x_i⟩ > 0, for X n×d and W m×d.
  ///
  /// The products are never held as a whole: a tile of 128 rows by 1,024 units is made, packed and dropped.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init<Scalar: RealScalar>(
    activationsOf inputs: Matrix<Scalar>, weights: Matrix<Scalar>, on cores: Cores
  ) {
    precondition(
      inputs.columns == weights.columns, "\(inputs.columns) columns against \(weights.columns)")
    BLAS.require()
    rows = inputs.rows
    columns = weights.rows
    wordsPerRow = Self.wordsPerRow(columns)
    let blocks = Blocks(of: rows, size: 128)
    let packed = cores.map(blocks.count) { [wordsPerRow] index in
      Self.pack(inputs, blocks[index], weights, wordsPerRow)
    }
    words = packed?.flatMap { $0 } ?? Array(repeating: 0, count: rows * wordsPerRow)
  }

  static func wordsPerRow(_ columns: Int) -> Int {
    let unit = Int(MALLEUS_PATTERN_WORDS) * 64
    return (columns + unit - 1) / unit * (unit / 64)
  }

  /// One bit.
  public subscript(row: Int, column: Int) -> Bool {
    precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the bits")
    return words[row * wordsPerRow + column / 64] >> UInt64(column % 64) & 1 == 1
  }

  /// How many units are active at a row.
  func activeCount(_ row: Int) -> Int {
    words[row * wordsPerRow..<(row + 1) * wordsPerRow].reduce(0) { $0 + $1.nonzeroBitCount }
  }

  private static func pack<Scalar: RealScalar>(
    _ inputs: Matrix<Scalar>, _ rows: Range<Int>, _ weights: Matrix<Scalar>, _ wordsPerRow: Int
  ) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: rows.count * wordsPerRow)
    let units = Blocks(of: weights.rows, size: 1024)
    let scratch = TileBuffer<Scalar>(uninitialized: rows.count * min(1024, weights.rows))
    let depth = inputs.columns
    for block in (0..<units.count).map({ units[$0] }) {
      Scalar.gemm(
        transposeA: false, transposeB: true, rows.count, block.count, depth, alpha: 1,
        inputs.buffer.start + rows.lowerBound * depth, max(1, depth),
        weights.buffer.start + block.lowerBound * depth, max(1, depth), beta: 0, scratch.start,
        block.count)
      for row in 0..<rows.count {
        let values = UnsafeBufferPointer(
          start: scratch.start + row * block.count, count: block.count)
        packSigns(values, into: &words, at: row * wordsPerRow + block.lowerBound / 64)
      }
    }
    return words
  }

  /// Without branches, as signs are as good as random.
  private static func packSigns<Scalar: RealScalar>(
    _ values: UnsafeBufferPointer<Scalar>, into words: inout [UInt64], at first: Int
  ) {
    for start in stride(from: 0, to: values.count, by: 64) {
      var word: UInt64 = 0
      for offset in 0..<min(64, values.count - start) {
        word |= (values[start + offset] > 0 ? 1 : 0) << UInt64(offset)
      }
      words[first + start / 64] = word
    }
  }

  /// How many units are active at both rows, for every pair of a row here and a row there, row after row.
  func commonCounts(
    _ here: Range<Int>, with other: BitMatrix, _ there: Range<Int>, into counts: inout [UInt32]
  ) {
    counts = [UInt32](repeating: 0, count: here.count * there.count)
    words.withUnsafeBufferPointer { a in
      other.words.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        malleus_patterns_count(
          malleus_patterns_best(), a + here.lowerBound * wordsPerRow, here.count,
          b + there.lowerBound * wordsPerRow, there.count, wordsPerRow, &counts)
      }
    }
  }

  /// These patterns with the units outside `kept` never active.
  public func masked(keeping kept: [Bool]) -> BitMatrix {
    precondition(kept.count == columns, "\(kept.count) choices for \(columns) units")
    var mask = [UInt64](repeating: 0, count: wordsPerRow)
    for (unit, isKept) in kept.enumerated() where isKept {
      mask[unit / 64] |= 1 << UInt64(unit % 64)
    }
    var masked = words
    for index in masked.indices { masked[index] &= mask[index % wordsPerRow] }
    return BitMatrix(rows: rows, columns: columns, wordsPerRow: wordsPerRow, words: masked)
  }

  /// The chosen rows in the given order.
  public func gathered(rows chosen: [Int]) -> BitMatrix {
    BitMatrix(
      rows: chosen.count, columns: columns, wordsPerRow: wordsPerRow,
      words: chosen.flatMap { words[$0 * wordsPerRow..<($0 + 1) * wordsPerRow] })
  }

  init(rows: Int, columns: Int, wordsPerRow: Int, words: [UInt64]) {
    self.rows = rows
    self.columns = columns
    self.wordsPerRow = wordsPerRow
    self.words = words
  }
}
