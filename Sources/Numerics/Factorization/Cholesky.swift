/// The Cholesky factor of a symmetric positive definite matrix, A = L·Lᵀ, as a triangle of panels.
///
/// Left-looking by tiles (Golub and Van Loan, 4.2): tile (i, j) is filled from its source, loses Σ_k L[i, k]·L[j, k]ᵀ over
/// k < j in order, and is then factorized (i = j) or solved. Each tile is one thread's work from its first number to its
/// last, and starts as soon as the tiles it reads are there, so that no thread waits at the end of a panel. A itself
/// is never held.
public struct Cholesky: Sendable {
  /// L; in the diagonal tiles zeros stand above the diagonal.
  let factor: PanelTriangle

  /// The side of A.
  public var size: Int { factor.size }

  /// Factorizes A + `ridge`·I, reading the lower triangle of A alone; the error names the pivot that failed.
  public init(
    _ matrix: some SymmetricTiles, ridge: Double = 0, on cores: Cores
  ) throws(NumericsError) {
    try self.init(matrix, ridge: ridge, log: nil, meter: .silent, on: cores)
  }

  /// As above, going on from the panels found in `log` and keeping new ones there.
  init(
    _ matrix: some SymmetricTiles, ridge: Double, log: (any RecordLog)?, meter: WorkMeter,
    on cores: Cores
  ) throws(NumericsError) {
    factor = PanelTriangle(uninitialized: matrix.size)
    let work = FactorWork(
      matrix: matrix, ridge: ridge, triangle: factor, log: log, meter: meter, cores: cores)
    try work.run()
    try cores.checkCancellation()
  }

  /// A factor that was computed before.
  init(factor: PanelTriangle) { self.factor = factor }

  /// L with zeros above its diagonal, as a copy.
  public func lowerFactor() -> Matrix<Double> { factor.lowerMatrix() }
}

extension PanelTriangle {
  /// The triangle as a full matrix with zeros above the diagonal.
  func lowerMatrix() -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: size, columns: size)
    for column in 0..<blocks.count {
      let (panel, width) = (panel(column), step(column))
      for (offset, row) in (blocks[column].lowerBound..<size).enumerated() {
        for (place, index) in blocks[column].enumerated() where index <= row {
          matrix[row, index] = panel[offset * width + place]
        }
      }
    }
    return matrix
  }
}
