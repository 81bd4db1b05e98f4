/// How a product is cut into tiles: by its shape alone, never by the number of cores.
struct Tiling: Sendable {
  let rows: Blocks
  let columns: Blocks

  /// Halves the tile until there is work for many cores, but not below the size at which packing costs more than it feeds.
  init(rows: Int, columns: Int, side: Int = 256) {
    var side = side
    func count(_ side: Int) -> Int {
      Blocks(of: rows, size: side).count * Blocks(of: columns, size: side).count
    }
    while side > 64 && count(side) < 32 { side /= 2 }
    self.rows = Blocks(of: rows, size: side)
    self.columns = Blocks(of: columns, size: side)
  }

  var count: Int { rows.count * columns.count }

  subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (rows[index / columns.count], columns[index % columns.count])
  }
}

extension Matrix {
  /// alpha·op(a)·op(b), with op the transpose where asked for.
  public static func product(
    _ a: Matrix, transposed transposeA: Bool = false, _ b: Matrix,
    transposed transposeB: Bool = false, times alpha: Scalar = 1, on cores: Cores
  ) -> Matrix {
    let rows = transposeA ? a.columns : a.rows
    let columns = transposeB ? b.rows : b.columns
    var result = Matrix(
      rows: rows, columns: columns, buffer: TileBuffer(uninitialized: rows * columns))
    result.accumulate(
      a, transposed: transposeA, b, transposed: transposeB, times: alpha, keeping: 0, on: cores)
    return result
  }

  /// self ← alpha·op(a)·op(b) + beta·self.
  ///
  /// With beta 0 the former elements are not read.
  public mutating func accumulate(
    _ a: Matrix, transposed transposeA: Bool = false, _ b: Matrix,
    transposed transposeB: Bool = false, times alpha: Scalar = 1, keeping beta: Scalar = 1,
    on cores: Cores
  ) {
    let inner = transposeA ? a.rows : a.columns
    precondition(
      inner == (transposeB ? b.columns : b.rows) && rows == (transposeA ? a.columns : a.rows)
        && columns == (transposeB ? b.rows : b.columns),
      "\(a.rows)×\(a.columns) times \(b.rows)×\(b.columns) into \(rows)×\(columns)")
    guard count > 0 else { return }
    guard inner > 0 else { return scale(by: beta) }
    makeUnique()
    let target = buffer
    let width = columns
    let tiling = Tiling(rows: rows, columns: columns)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
      Scalar.gemm(
        transposeA: transposeA, transposeB: transposeB, tile.rows.count, tile.columns.count, inner,
        alpha: alpha, a.buffer.start + (transposeA ? top : top * a.columns), a.columns,
        b.buffer.start + (transposeB ? left * b.columns : left), b.columns, beta: beta,
        target.start + top * width + left, width)
    }
  }

  /// Multiplies every element; zero clears even what is not a number.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scale(by factor: Scalar) {
    withUnsafeMutableBufferPointer { elements in
      for index in elements.indices { elements[index] = factor == 0 ? 0 : elements[index] * factor }
    }
  }

  /// alpha·op(self)·x for one column x.
  public func applied(
    to x: [Scalar], transposed transpose: Bool = false, times alpha: Scalar = 1
  ) -> [Scalar] {
    precondition(x.count == (transpose ? rows : columns), "\(rows)×\(columns) on \(x.count)")
    let length = transpose ? columns : rows
    guard count > 0 else { return Array(repeating: 0, count: length) }
    return Array(unsafeUninitializedCapacity: length) { y, filled in
      if let start = y.baseAddress {
        start.initialize(repeating: 0, count: length)
        Scalar.gemv(
          transpose: transpose, rows, columns, alpha: alpha, buffer.start, columns, x, 1, beta: 0,
          start, 1)
      }
      filled = length
    }
  }
}
