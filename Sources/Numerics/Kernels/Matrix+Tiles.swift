extension Matrix where Scalar == Double {
  /// Fills tiles of inner products ⟨x_i, y_j⟩ and hands each to `change`, one tile by one thread.
  ///
  /// `change` receives the tile's rows, columns, first element and distance between rows. With no `other` rows the matrix
  /// is symmetric: tiles on and below the diagonal are computed whole, then mirrored. `mapped` says how the rows came about,
  /// where that is known.
  static func tiledGram(
    _ rows: Matrix<Double>, _ other: Matrix<Double>? = nil,
    mapped: (left: MappedRows, right: MappedRows)? = nil, on cores: Cores,
    _ change: @Sendable (Range<Int>, Range<Int>, UnsafeMutablePointer<Double>, Int) -> Void
  ) -> Matrix<Double> {
    let right = other ?? rows
    let width = right.rows
    let buffer = TileBuffer<Double>(uninitialized: rows.rows * width)
    let result = Matrix(rows: rows.rows, columns: width, buffer: buffer)
    guard result.count > 0 else { return result }
    let products = InnerProducts(rows, other, mapped: mapped, on: cores)
    let lower = LowerTiling(width, side: products.tileSide)
    let all = Tiling(rows: rows.rows, columns: width, side: products.tileSide)
    cores.forEach(other == nil ? lower.count : all.count) { index in
      let tile = other == nil ? lower[index] : all[index]
      let target = buffer.start + tile.rows.lowerBound * width + tile.columns.lowerBound
      products.fill(tile.rows, tile.columns, into: target, step: width)
      change(tile.rows, tile.columns, target, width)
      if other == nil { mirrorTile(tile, of: buffer.start, width) }
    }
    return result
  }
}
