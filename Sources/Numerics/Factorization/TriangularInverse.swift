/// The inverse of a Cholesky factor, M = L⁻¹, from which come A⁻¹ = MᵀM, its diagonal, and products with it.
///
/// Never formed by LU, and in the factor's own memory where that is no longer needed.
public struct TriangularInverse: Sendable {
  /// M, with zeros above the diagonal inside the diagonal tiles.
  let inverse: PanelTriangle

  /// The side of A.
  public var size: Int { inverse.size }
  var blocks: Blocks { inverse.blocks }

  /// Inverts L.
  public init(_ cholesky: Cholesky, on cores: Cores) throws(NumericsError) {
    try self.init(
      overwriting: cholesky.factor.copy(), inverted: 0, records: nil, meter: .silent, on: cores)
  }

  /// Inverts L in its own memory, which nobody may read as L any more.
  ///
  /// The last `inverted` panels are there already; new ones are kept in `records`.
  init(
    overwriting factor: PanelTriangle, inverted: Int, records: RegressionRecords?,
    meter: WorkMeter, on cores: Cores
  ) throws(NumericsError) {
    inverse = factor
    InverseWork(factor, inverted: inverted, records, meter, cores).run()
    try cores.checkCancellation()
  }
}
