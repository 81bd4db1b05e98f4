internal import COpenBLAS

extension TriangularInverse {
  /// A⁻¹ = MᵀM with both triangles, in the memory of M when that is consumed.
  ///
  /// Row block i needs row blocks i and later only, so that going down the result can take the place of what is no longer
  /// needed.
  public consuming func symmetricInverse(on cores: Cores) throws(NumericsError) -> Matrix<Double> {
    var result = inverse.take()
    let blocks = blocks
    result.makeUnique()
    let matrix = result.buffer
    for step in 0..<blocks.count {
      Self.multiplyRowBlock(step, of: matrix, blocks, on: cores)
      try cores.checkCancellation()
    }
    let tiling = LowerTiling(blocks.length)
    cores.forEach(tiling.count) { mirrorTile(tiling[$0], of: matrix.start, blocks.length) }
    return result
  }

  /// T[i, j] = M[i, i]ᵀ·M[i, j] + Σ_k M[k, i]ᵀ·M[k, j] over the blocks k below i, for every j ≤ i.
  private static func multiplyRowBlock(
    _ step: Int, of matrix: TileBuffer<Double>, _ blocks: Blocks, on cores: Cores
  ) {
    let size = blocks.length
    let rows = blocks[step]
    let below = size - rows.upperBound
    let diagonal = TileBuffer<Double>(uninitialized: rows.count * rows.count)
    for (offset, row) in rows.enumerated() {
      (diagonal.start + offset * rows.count).update(
        from: matrix.start + row * size + rows.lowerBound, count: rows.count)
    }
    cores.forEach(step + 1) { index in
      let columns = blocks[index]
      let target = matrix.start + rows.lowerBound * size + columns.lowerBound
      malleus_dtrmm(
        false, true, CInt(rows.count), CInt(columns.count), 1, diagonal.start, CInt(rows.count),
        target, CInt(size))
      guard below > 0 else { return }
      let under = matrix.start + rows.upperBound * size
      Double.gemm(
        transposeA: true, transposeB: false, rows.count, columns.count, below, alpha: 1,
        under + rows.lowerBound, size, under + columns.lowerBound, size, beta: 1, target, size)
    }
  }
}
