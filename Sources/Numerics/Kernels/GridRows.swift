/// Rows of which each lies on a grid of its own, x_i = a_i + s_i·b_i with small whole numbers b_i, as images do that were
/// standardised with one mean and scaled to unit length.
///
/// Their inner products follow from those of the whole numbers, which are exact and many times as fast as in double
/// precision, the more so the more of them are zero:
/// ⟨x_i, x_j⟩ = s_i·(s_j·⟨b_i, b_j⟩ + a_j·Σb_i) + a_i·(s_j·Σb_j + d·a_j), which differs from the exact product of the rows by
/// at most 2⁻⁴⁶·d·max|x_i|·max|x_j|: an element may be off its grid by 2⁻⁴⁹ of its row's largest, and of the three sums none is larger
/// than 4·d·max|x_i|·max|x_j|, each rounded four times.
package struct GridRows: Sendable {
  let columns: Int
  let blocks: [GridBlock]

  /// The rows with their grids; nil when one of them has none.
  package init?(_ rows: Matrix<Double>, on cores: Cores) {
    columns = rows.columns
    let tiling = Blocks(of: rows.rows, size: GridBlock.height)
    guard let most = Self.mostLevels(columns),
      let made = cores.map(tiling.count, { GridBlock(rows, tiling[$0], atMost: most) })
    else { return nil }
    blocks = made.compactMap { $0 }
    guard blocks.count == tiling.count else { return nil }
  }

  /// ‖x_i‖ of every row.
  var norms: [Double] {
    blocks.flatMap { block in
      block.grids.map { grid in
        let (level, linear) = (grid.step * grid.norm, 2 * grid.step * grid.total)
        let squares = level * level + grid.base * (linear + Double(columns) * grid.base)
        return max(0, squares).squareRoot()
      }
    }
  }

  /// The largest whole number whose square, added up over the columns, stays below 2³¹; pairs of columns are counted in 16
  /// bits.
  private static func mostLevels(_ columns: Int) -> Int? {
    guard columns > 0, columns <= 1 << 17 else { return nil }
    return min(1023, Int((Double(Int32.max) / Double(columns)).squareRoot()))
  }

  /// Writes the inner products of some rows here with some rows there; both must begin with a block.
  func fill(
    _ here: Range<Int>, against other: GridRows, _ there: Range<Int>,
    into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    let height = GridBlock.height
    precondition(
      here.lowerBound % height == 0 && there.lowerBound % height == 0 && columns == other.columns,
      "a tile begins with a block")
    var products = [Int32](repeating: 0, count: height * height)
    for column in stride(from: there.lowerBound, to: there.upperBound, by: height) {
      for row in stride(from: here.lowerBound, to: here.upperBound, by: height) {
        blocks[row / height].fill(
          against: other.blocks[column / height], &products,
          into: start + (row - here.lowerBound) * step + column - there.lowerBound, step: step)
      }
    }
  }
}
