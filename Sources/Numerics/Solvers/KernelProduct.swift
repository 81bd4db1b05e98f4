/// Products with rows of a kernel, as sums of sums over few columns each, so that every element goes through few roundings.
enum KernelProduct {
  /// The columns of K that one sum goes over.
  private static var depth: Int { 256 }

  /// How many roundings an element of a product over `columns` columns goes through at most.
  static func roundings(columns: Int) -> Double {
    Double(min(columns, depth) + Blocks(of: columns, size: depth).count)
  }

  /// Some columns of K in the parts that one sum goes over.
  static func sums(over columns: Range<Int>) -> [Range<Int>] {
    let parts = Blocks(of: columns.count, size: depth)
    return (0..<parts.count).map {
      columns.lowerBound + parts[$0].lowerBound..<columns.lowerBound + parts[$0].upperBound
    }
  }

  /// Writes K·B, for K n×n and B n×r, into `result`.
  static func fill(
    _ result: TileBuffer<Double>, with rows: Matrix<Double>, times columns: Matrix<Double>,
    on cores: Cores
  ) {
    let (count, width) = (rows.columns, columns.columns)
    guard count > 0, width > 0 else { return }
    let tiling = Tiling(rows: rows.rows, columns: width)
    let inner = sums(over: 0..<count)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
      for part in inner {
        let middle = part.lowerBound
        Double.gemm(
          transposeA: false, transposeB: false, tile.rows.count, tile.columns.count,
          part.count, alpha: 1, rows.buffer.start + top * count + middle, count,
          columns.buffer.start + middle * width + left, width, beta: middle == 0 ? 0 : 1,
          result.start + top * width + left, width)
      }
    }
  }
}
