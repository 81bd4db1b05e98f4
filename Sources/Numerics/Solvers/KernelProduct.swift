/// Products with a kernel, as sums of sums over few elements each, so that every element goes through few roundings.
enum KernelProduct {
  /// The elements of a row of K that one sum goes over.
  static var depth: Int { 256 }

  /// How many roundings an element of a product over `columns` columns goes through at most.
  static func roundings(columns: Int) -> Double {
    Double(min(columns, depth) + Blocks(of: columns, size: depth).count)
  }

  /// A range in the parts that one sum each goes over.
  static func parts(of range: Range<Int>) -> [Range<Int>] {
    let parts = Blocks(of: range.count, size: depth)
    return (0..<parts.count).map {
      range.lowerBound + parts[$0].lowerBound..<range.lowerBound + parts[$0].upperBound
    }
  }

  /// Writes K·B, for K n×n and B n×r, into `result`.
  static func fill(
    _ result: TileBuffer<Double>, with kernel: Matrix<Double>, times right: Matrix<Double>,
    on cores: Cores
  ) {
    let (count, width) = (kernel.columns, right.columns)
    guard count > 0, width > 0 else { return }
    let tiling = Tiling(rows: count, columns: width)
    let inner = parts(of: 0..<count)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
      for part in inner {
        let middle = part.lowerBound
        Double.gemm(
          transposeA: false, transposeB: false, tile.rows.count, tile.columns.count,
          part.count, alpha: 1, kernel.buffer.start + top * count + middle, count,
          right.buffer.start + middle * width + left, width, beta: middle == 0 ? 0 : 1,
          result.start + top * width + left, width)
      }
    }
  }
}
