/// Products with rows of a kernel, as sums of sums over few columns each, so that every element goes through few roundings.
enum KernelProduct {
  /// The columns of K that one sum goes over.
  private static var depth: Int { 256 }

  /// How many roundings an element of a product over `columns` columns goes through at most.
  static func roundings(columns: Int) -> Double {
    Double(min(columns, depth) + Blocks(of: columns, size: depth).count)
  }

  /// Writes rows·B, for some rows of K (p×n) and B n×r, into `result` from its row `first` on.
  static func fill(
    _ result: TileBuffer<Double>, from first: Int, with rows: Matrix<Double>,
    times columns: Matrix<Double>, on cores: Cores
  ) {
    let (count, width) = (rows.columns, columns.columns)
    guard count > 0, width > 0 else { return }
    let tiling = Tiling(rows: rows.rows, columns: width)
    let inner = Blocks(of: count, size: depth)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
      for step in 0..<inner.count {
        let middle = inner[step].lowerBound
        Double.gemm(
          transposeA: false, transposeB: false, tile.rows.count, tile.columns.count,
          inner[step].count, alpha: 1, rows.buffer.start + top * count + middle, count,
          columns.buffer.start + middle * width + left, width, beta: step == 0 ? 0 : 1,
          result.start + (first + top) * width + left, width)
      }
    }
  }
}
