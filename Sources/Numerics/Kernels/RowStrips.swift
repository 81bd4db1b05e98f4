internal import CKernels

/// The rows of a dense matrix, packed for products with `SparseRows`: 48 rows by 64 columns at a time, which fit the first
/// cache.
struct RowStrips: Sendable {
  /// How many rows are multiplied at a time.
  static var width: Int { 48 }
  /// How many columns are.
  static var depth: Int { 64 }

  let rows: Int
  let columns: Int
  /// The sum of each row.
  let sums: [Double]
  private let elements: TileBuffer<Double>

  /// Packs rows as they are made: `make` writes those of a range, one after the other.
  init(
    rows: Int, columns: Int, on cores: Cores,
    _ make: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    (self.rows, self.columns) = (rows, columns)
    let elements = TileBuffer<Double>(uninitialized: rows * columns)
    self.elements = elements
    let blocks = Blocks(of: rows, size: 4 * Self.width)
    let sums = cores.map(blocks.count) { index in
      let block = blocks[index]
      let made = TileBuffer<Double>(uninitialized: block.count * columns)
      make(block, made.start)
      for first in stride(from: block.lowerBound, to: block.upperBound, by: Self.width) {
        let chunk = first..<min(block.upperBound, first + Self.width)
        Self.pack(
          made.start + (first - block.lowerBound) * columns, chunk.count, columns,
          into: elements.start + first * columns)
      }
      return block.indices.map { index in
        let row = made.start + (index - block.lowerBound) * columns
        return (0..<columns).reduce(0) { $0 + row[$1] }
      }
    }
    self.sums = sums?.flatMap { $0 } ?? Array(repeating: 0, count: rows)
  }

  /// Packs the rows of a matrix.
  init(_ matrix: Matrix<Double>, on cores: Cores) {
    let source = matrix.buffer
    self.init(rows: matrix.rows, columns: matrix.columns, on: cores) { range, target in
      let columns = matrix.columns
      target.initialize(
        from: source.start + range.lowerBound * columns, count: range.count * columns)
    }
  }

  private static func pack(
    _ rows: UnsafePointer<Double>, _ count: Int, _ columns: Int,
    into start: UnsafeMutablePointer<Double>
  ) {
    let turned = TileBuffer<Double>(uninitialized: depth * count)
    let blocks = Blocks(of: columns, size: depth)
    for block in blocks {
      for row in 0..<count {
        for column in block {
          turned.start[(column - block.lowerBound) * count + row] = rows[row * columns + column]
        }
      }
      malleus_pack_strips_f64(
        turned.start, CInt(block.count), CInt(count), start + block.lowerBound * count)
    }
  }

  /// The packed elements of a block of columns of the rows in `chunk`, which are as many as are packed together.
  func piece(_ chunk: Range<Int>, _ block: Range<Int>) -> UnsafePointer<Double> {
    UnsafePointer(elements.start + chunk.lowerBound * columns + block.lowerBound * chunk.count)
  }
}
