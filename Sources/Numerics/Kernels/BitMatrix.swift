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
  /// The products are never held as a whole: a tile of 128 rows is made, packed and dropped. `mapped` says how the rows came
  /// about, where that is known and helps.
  public init(
    activationsOf inputs: Matrix<Double>, weights: Matrix<Double>, mapped: MappedRows? = nil,
    on cores: Cores
  ) {
    precondition(
      inputs.columns == weights.columns, "\(inputs.columns) columns against \(weights.columns)")
    let stride = Self.wordsPerRow(weights.rows)
    let blocks = Blocks(of: inputs.rows, size: 128)
    let packed: [[UInt64]]?
    let onGrids =
      mapped.map { GridSigns($0, rows: inputs, units: weights, on: cores) }
      ?? GridRows(inputs, on: cores).map {
        GridSigns($0, rows: inputs, units: weights, on: cores)
      }
    if let signs = onGrids {
      packed = cores.map(blocks.count) { signs.pack(blocks[$0], wordsPerRow: stride) }
    } else {
      let signs = ProductSigns(rows: inputs, units: weights, on: cores)
      packed = cores.map(blocks.count) { signs.pack(blocks[$0], wordsPerRow: stride) }
    }
    self.init(
      rows: inputs.rows, columns: weights.rows, wordsPerRow: stride,
      words: packed?.flatMap { $0 } ?? Array(repeating: 0, count: inputs.rows * stride))
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

  /// How many units are active at both rows, for every pair of a row here and a row there, row after row.
  ///
  /// `counts` must have room for all pairs.
  func commonCounts(
    _ here: Range<Int>, with other: BitMatrix, _ there: Range<Int>, into counts: inout [UInt32]
  ) {
    precondition(counts.count >= here.count * there.count, "no room for the counts")
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
