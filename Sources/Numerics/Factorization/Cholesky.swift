internal import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix, A = L·Lᵀ, in the memory of A.
///
/// The work is cut into tiles whose side depends on n alone: each diagonal tile is factorized by one thread, then
/// the tiles below it are solved and the tiles to their right updated, all at once (right-looking, as in Golub
/// and Van Loan, 4.2). The upper triangle is not read; of it only the diagonal tiles are cleared.
public struct Cholesky: Sendable {
  /// The side of A.
  public let size: Int
  /// L in the lower triangle.
  ///
  /// Above the diagonal tiles are leftovers of A.
  var factor: Matrix<Double>
  let blocks: Blocks

  /// Factorizes A + `ridge`·I, reading the lower triangle of A alone.
  ///
  /// Consume the matrix (`consume kernel`) when it is no longer needed: the factor then takes its memory over, where it
  /// would be copied otherwise.
  public init(
    _ matrix: consuming Matrix<Double>, ridge: Double = 0, on cores: Cores
  ) throws(NumericsError) {
    precondition(matrix.rows == matrix.columns, "\(matrix.rows)×\(matrix.columns) is not square")
    BLAS.require()
    size = matrix.rows
    blocks = Blocks(of: size, size: Self.tileSide(size))
    factor = matrix.take()
    factor.makeUnique()
    if ridge != 0 { factor.addToDiagonal(ridge) }
    for step in 0..<blocks.count {
      try factorizeDiagonal(blocks[step])
      solvePanel(below: blocks[step], on: cores)
      updateTrailing(after: blocks[step], on: cores)
      try cores.checkCancellation()
    }
  }

  /// Small enough that the serial diagonal tile does not hold the other threads up, large enough for full speed.
  static func tileSide(_ size: Int) -> Int { size <= 4096 ? 128 : 256 }

  private var start: UnsafeMutablePointer<Double> { factor.buffer.start }

  private func tile(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Double> {
    start + row * size + column
  }

  private func factorizeDiagonal(_ block: Range<Int>) throws(NumericsError) {
    let diagonal = tile(block.lowerBound, block.lowerBound)
    let failed = malleus_dpotrf(CInt(block.count), diagonal, CInt(size))
    for offset in 0..<(failed > 0 ? Int(failed) : block.count) {
      let value = diagonal[offset * size + offset]
      guard value.isFinite && (failed == 0 || offset < Int(failed) - 1) else {
        throw .notPositiveDefinite(pivot: block.lowerBound + offset, value: value)
      }
      (diagonal + offset * size + offset + 1).update(
        repeating: 0, count: block.count - offset - 1)
    }
  }

  /// L[i, k] = A[i, k]·L[k, k]⁻ᵀ for every tile below the diagonal tile.
  private func solvePanel(below block: Range<Int>, on cores: Cores) {
    let below = Blocks(of: size - block.upperBound, size: blocks.size)
    let buffer = factor.buffer
    cores.forEach(below.count) { [size] index in
      let rows = below[index]
      let diagonal = buffer.start + block.lowerBound * size + block.lowerBound
      malleus_dtrsm(
        true, true, CInt(rows.count), CInt(block.count), 1, diagonal, CInt(size),
        buffer.start + (block.upperBound + rows.lowerBound) * size + block.lowerBound, CInt(size))
    }
  }

  /// A[i, j] ← A[i, j] − L[i, k]·L[j, k]ᵀ for every tile to the right of the panel.
  private func updateTrailing(after block: Range<Int>, on cores: Cores) {
    let tiling = LowerTiling(size - block.upperBound, side: 512)
    let buffer = factor.buffer
    cores.forEach(tiling.count) { [size] index in
      let tile = tiling[index]
      let row = block.upperBound + tile.rows.lowerBound
      let column = block.upperBound + tile.columns.lowerBound
      let a = buffer.start + row * size + block.lowerBound
      let b = buffer.start + column * size + block.lowerBound
      let c = buffer.start + row * size + column
      if row == column {
        Double.syrk(
          transpose: false, tile.rows.count, block.count, alpha: -1, a, size, beta: 1, c, size)
      } else {
        Double.gemm(
          transposeA: false, transposeB: true, tile.rows.count, tile.columns.count, block.count,
          alpha: -1, a, size, b, size, beta: 1, c, size)
      }
    }
  }
}

extension Matrix where Scalar == Double {
  /// Adds one number to every element of the diagonal.
  public mutating func addToDiagonal(_ value: Double) {
    makeUnique()
    for index in 0..<min(rows, columns) { buffer.start[index * columns + index] += value }
  }
}
