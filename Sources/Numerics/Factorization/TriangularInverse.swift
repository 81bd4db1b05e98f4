internal import COpenBLAS

/// The inverse of a Cholesky factor, M = L⁻¹, from which come A⁻¹ = MᵀM, its diagonal, and products with it.
///
/// It takes the factor's memory over. Never formed by LU, and never a second n×n matrix.
public struct TriangularInverse: Sendable {
  /// The side of A.
  public let size: Int
  /// M in the lower triangle, with zeros above the diagonal inside the diagonal tiles.
  var inverse: Matrix<Double>
  let blocks: Blocks

  /// Inverts L, block column by block column from the last:
  /// M[j+1…, j] = −M[j+1…, j+1…]·L[j+1…, j]·M[j, j] (Golub and Van Loan, 3.1).
  public init(_ cholesky: consuming Cholesky, on cores: Cores) throws(NumericsError) {
    size = cholesky.size
    blocks = cholesky.blocks
    inverse = cholesky.factor.take()
    inverse.makeUnique()
    let panel = TileBuffer<Double>(uninitialized: size * min(size, blocks.size))
    for step in (0..<blocks.count).reversed() {
      invertDiagonal(blocks[step])
      copyPanel(below: blocks[step], to: panel, on: cores)
      multiplyPanel(below: blocks[step], panel, on: cores)
      try cores.checkCancellation()
    }
  }

  private func invertDiagonal(_ block: Range<Int>) {
    let diagonal = inverse.buffer.start + block.lowerBound * size + block.lowerBound
    let failed = malleus_dtrtri(CInt(block.count), diagonal, CInt(size))
    precondition(failed == 0, "a Cholesky factor has no zero on its diagonal")
  }

  /// The panel −L[j+1…, j]·M[j, j].
  private func copyPanel(
    below block: Range<Int>, to panel: TileBuffer<Double>, on cores: Cores
  ) {
    let below = Blocks(of: size - block.upperBound, size: blocks.size)
    let matrix = inverse.buffer
    cores.forEach(below.count) { [size] index in
      let rows = below[index]
      let target = panel.start + rows.lowerBound * block.count
      for row in rows {
        (panel.start + row * block.count).update(
          from: matrix.start + (block.upperBound + row) * size + block.lowerBound,
          count: block.count)
      }
      malleus_dtrmm(
        true, false, CInt(rows.count), CInt(block.count), -1,
        matrix.start + block.lowerBound * size + block.lowerBound, CInt(size), target,
        CInt(block.count))
    }
  }

  /// M[i, j] ← Σ_k M[i, k]·panel[k] over k from j + 1 to i: the longest sums first, so that the last thread is not late.
  private func multiplyPanel(
    below block: Range<Int>, _ panel: TileBuffer<Double>, on cores: Cores
  ) {
    let below = Blocks(of: size - block.upperBound, size: blocks.size)
    let matrix = inverse.buffer
    cores.forEach(below.count) { [size] index in
      let rows = below[below.count - 1 - index]
      let top = matrix.start + (block.upperBound + rows.lowerBound) * size
      Double.gemm(
        transposeA: false, transposeB: false, rows.count, block.count, rows.upperBound, alpha: 1,
        top + block.upperBound, size, panel.start, block.count, beta: 0, top + block.lowerBound,
        size)
    }
  }
}
