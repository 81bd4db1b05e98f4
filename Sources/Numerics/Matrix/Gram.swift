/// Which part of a symmetric matrix a routine writes.
public enum SymmetricPart: Sendable {
  /// The diagonal and everything below it; above it are zeros.
  case lower
  /// Both triangles, bit for bit each other's mirror image.
  case full
}

/// The tiles on and below the diagonal of a symmetric matrix.
struct LowerTiling: Sendable {
  let blocks: Blocks

  init(_ size: Int, side: Int = 256) {
    var side = side
    func count(_ side: Int) -> Int {
      let along = Blocks(of: size, size: side).count
      return along * (along + 1) / 2
    }
    while side > 64 && count(side) < 32 { side /= 2 }
    self.blocks = Blocks(of: size, size: side)
  }

  var count: Int { blocks.count * (blocks.count + 1) / 2 }

  /// Tile 0 is (0, 0), then (1, 0), (1, 1), (2, 0) and so on.
  subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    var row = Int((Double(8 * index + 1).squareRoot() - 1) / 2)
    while row * (row + 1) / 2 > index { row -= 1 }
    while (row + 1) * (row + 2) / 2 <= index { row += 1 }
    return (blocks[row], blocks[index - row * (row + 1) / 2])
  }
}

extension Matrix {
  /// The inner products of the rows, alpha·X·Xᵀ, n×n for an n×d matrix.
  public func gram(
    times alpha: Scalar = 1, _ part: SymmetricPart = .full, on cores: Cores
  ) -> Matrix {
    symmetricProduct(transposed: false, times: alpha, part, on: cores)
  }

  /// The inner products of the columns, alpha·Xᵀ·X, d×d for an n×d matrix.
  ///
  /// Sums run over blocks of 4,096 rows, in order.
  public func crossproduct(
    times alpha: Scalar = 1, _ part: SymmetricPart = .full, on cores: Cores
  ) -> Matrix {
    symmetricProduct(transposed: true, times: alpha, part, on: cores)
  }

  private func symmetricProduct(
    transposed: Bool, times alpha: Scalar, _ part: SymmetricPart, on cores: Cores
  ) -> Matrix {
    let size = transposed ? columns : rows
    guard count > 0 else { return Matrix(rows: size, columns: size) }
    let made = Matrix(rows: size, columns: size, buffer: TileBuffer(uninitialized: size * size))
    let target = made.buffer
    let tiling = LowerTiling(size)
    let inner = transposed ? Blocks(of: rows, size: 4096) : Blocks(of: columns, size: columns)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      for step in 0..<inner.count {
        addTile(tile, over: inner[step], transposed: transposed, alpha, to: target, size)
      }
      switch part {
      case .full: mirrorTile(tile, of: target.start, size)
      case .lower: clearMirror(of: tile, in: target.start, size)
      }
    }
    return made
  }

  /// Adds one tile's share of the sum over `inner`; the first share overwrites.
  private func addTile(
    _ tile: (rows: Range<Int>, columns: Range<Int>), over inner: Range<Int>, transposed: Bool,
    _ alpha: Scalar, to target: TileBuffer<Scalar>, _ size: Int
  ) {
    func start(_ block: Range<Int>) -> UnsafePointer<Scalar> {
      let offset =
        transposed
        ? inner.lowerBound * columns + block.lowerBound
        : block.lowerBound * columns + inner.lowerBound
      return UnsafePointer(buffer.start + offset)
    }
    let beta: Scalar = inner.lowerBound == 0 ? 0 : 1
    let c = target.start + tile.rows.lowerBound * size + tile.columns.lowerBound
    if tile.rows == tile.columns {
      Scalar.syrk(
        transpose: transposed, tile.rows.count, inner.count, alpha: alpha, start(tile.rows),
        columns, beta: beta, c, size)
    } else {
      Scalar.gemm(
        transposeA: transposed, transposeB: !transposed, tile.rows.count, tile.columns.count,
        inner.count, alpha: alpha, start(tile.rows), columns, start(tile.columns), columns,
        beta: beta, c, size)
    }
  }
}

/// Copies a tile on or below the diagonal to its mirror image above it.
func mirrorTile<Scalar: RealScalar>(
  _ tile: (rows: Range<Int>, columns: Range<Int>), of start: UnsafeMutablePointer<Scalar>,
  _ size: Int
) {
  let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
  if top == left {
    for row in tile.rows {
      for column in left..<row { start[column * size + row] = start[row * size + column] }
    }
  } else {
    copyTransposed(
      from: start + top * size + left, rowStep: size, rows: tile.rows.count,
      columns: tile.columns.count, to: start + left * size + top, rowStep: size)
  }
}

/// Sets the mirror image of a tile on or below the diagonal to zero.
func clearMirror<Scalar: RealScalar>(
  of tile: (rows: Range<Int>, columns: Range<Int>), in start: UnsafeMutablePointer<Scalar>,
  _ size: Int
) {
  for row in tile.columns {
    let first = max(row + 1, tile.rows.lowerBound)
    (start + row * size + first).initialize(repeating: 0, count: tile.rows.upperBound - first)
  }
}
