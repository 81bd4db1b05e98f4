/// Which products ⟨w_r, x_i⟩ are positive, decided in single precision where that is certain.
///
/// Only the sign is wanted, and single precision is twice as fast. A float product of d terms, each factor rounded once,
/// is off by at most (d + 4)·2⁻²⁴·‖x‖·‖w‖ (Higham, Accuracy and Stability of Numerical Algorithms, 3.1, with Cauchy–Schwarz); a
/// product nearer to zero than twice that, or not finite, is computed again in double precision, in the order of
/// the columns. So the bits are those of double precision.
struct ProductSigns: Sendable {
  private let rows: Matrix<Double>
  private let units: Matrix<Double>
  private let narrowRows: Matrix<Float>
  private let narrowUnits: Matrix<Float>
  private let reaches: [Float]
  private let norms: [Float]

  init(rows: Matrix<Double>, units: Matrix<Double>, on cores: Cores) {
    self.rows = rows
    self.units = units
    narrowRows = Self.narrowed(rows, on: cores)
    narrowUnits = Self.narrowed(units, on: cores)
    let share = 2 * Double(rows.columns + 4) * 0x1p-24
    reaches = Self.norms(of: rows, times: share, on: cores)
    norms = Self.norms(of: units, times: 1, on: cores)
  }

  /// The packed signs of some rows against all units.
  func pack(_ block: Range<Int>, wordsPerRow: Int) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: block.count * wordsPerRow)
    let tiles = Blocks(of: units.rows, size: 1024)
    let scratch = TileBuffer<Float>(uninitialized: block.count * min(1024, max(1, units.rows)))
    let depth = rows.columns
    for tile in (0..<tiles.count).map({ tiles[$0] }) {
      Float.gemm(
        transposeA: false, transposeB: true, block.count, tile.count, depth, alpha: 1,
        narrowRows.buffer.start + block.lowerBound * depth, max(1, depth),
        narrowUnits.buffer.start + tile.lowerBound * depth, max(1, depth), beta: 0, scratch.start,
        tile.count)
      for (offset, row) in block.enumerated() {
        for start in stride(from: tile.lowerBound, to: tile.upperBound, by: 64) {
          let values = scratch.start + offset * tile.count + start - tile.lowerBound
          words[offset * wordsPerRow + start / 64] = word(
            values, row, start..<min(start + 64, tile.upperBound))
        }
      }
    }
    return words
  }

  /// The signs of up to 64 products, without branches where they are certain, as signs are as good as random.
  private func word(_ values: UnsafePointer<Float>, _ row: Int, _ units: Range<Int>) -> UInt64 {
    let reach = reaches[row]
    var (word, doubtful): (UInt64, UInt64) = (0, 0)
    norms.withUnsafeBufferPointer { norms in
      for offset in 0..<units.count {
        let size = values[offset].magnitude
        let isCertain =
          size > reach * norms[units.lowerBound + offset] + Self.smallest && size < .infinity
        word |= (values[offset] > 0 ? 1 : 0) << UInt64(offset)
        doubtful |= (isCertain ? 0 : 1) << UInt64(offset)
      }
    }
    while doubtful != 0 {
      let offset = doubtful.trailingZeroBitCount
      let bit: UInt64 = 1 << UInt64(offset)
      word =
        Self.isPositive(rows, row, self.units, units.lowerBound + offset) ? word | bit : word & ~bit
      doubtful &= doubtful - 1
    }
    return word
  }

  /// Whether one product, summed in double precision in the order of the columns, is positive.
  static func isPositive(
    _ rows: Matrix<Double>, _ row: Int, _ units: Matrix<Double>, _ unit: Int
  ) -> Bool {
    let (x, w) = (rows.buffer.start + row * rows.columns, units.buffer.start + unit * rows.columns)
    var sum = 0.0
    for column in 0..<rows.columns { sum += x[column] * w[column] }
    return sum > 0
  }

  private static func narrowed(_ wide: Matrix<Double>, on cores: Cores) -> Matrix<Float> {
    Matrix(rows: wide.rows, columns: wide.columns, inBlocksOf: 256, on: cores) { block, elements in
      let source = wide.buffer.start + block.lowerBound * wide.columns
      for index in elements.indices { elements[index] = Float(source[index]) }
    }
  }

  /// Far above what rounding below the smallest normal float can lose in a sum.
  static var smallest: Float { 1e-30 }

  /// Norms rounded up.
  private static func norms(
    of rows: Matrix<Double>, times share: Double, on cores: Cores
  ) -> [Float] {
    let blocks = Blocks(of: rows.rows, size: 256)
    let norms = cores.map(blocks.count) { index in
      blocks[index].map { row in
        rows.withUnsafeRow(row) { row in
          let norm = row.euclideanNorm
          return Float(share * norm * 1.001) + smallest
        }
      }
    }
    return norms?.flatMap { $0 } ?? Array(repeating: .infinity, count: rows.rows)
  }
}
