/// A = K + λI with what can be said of its smallest eigenvalue and of rounding: the ground that certificates stand on.
public struct ShiftedKernel<Kernel: KernelOperator>: Sendable {
  /// K.
  public let kernel: Kernel
  /// λ.
  public let ridge: Double
  /// tr(K), which bounds ‖K‖_F as K ⪰ 0.
  public let trace: Double

  /// The share of its diagonal by which an element of a computed kernel may be off.
  static var kernelAccuracy: Double { 2e-12 }

  /// K + λI.
  public init(_ kernel: Kernel, ridge: Double) {
    self.kernel = kernel
    self.ridge = ridge
    trace = kernel.trace
  }

  /// The number of rows.
  public var count: Int { kernel.count }

  /// What every eigenvalue of A exceeds: λ, less what rounding may have taken from K's.
  ///
  /// |ΔK_ij| ≤ 2e-12·√(K_ii·K_jj) gives ‖ΔK‖₂ ≤ ‖ΔK‖_F ≤ 2e-12·tr(K).
  public var floor: Double { ridge - Self.kernelAccuracy * trace }

  /// A·X for X n×r.
  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    var product = kernel.times(columns, on: cores)
    product.combineColumns(
      scaledBy: nil, adding: columns, times: .init(repeating: ridge, count: columns.columns),
      on: cores)
    return product
  }

  /// B − A·X.
  public func residual(
    of solution: Matrix<Double>, for right: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    var residual = times(solution, on: cores)
    residual.combineColumns(
      scaledBy: .init(repeating: -1, count: right.columns), adding: right,
      times: .init(repeating: 1, count: right.columns), on: cores)
    return residual
  }

  /// By how much the length of a computed residual may be wrong: u·(m·(tr(K) + λ)·|x| + 2·|b|), with m roundings in a
  /// product and u = 2⁻⁵³ (Higham, 2002, 3.5, with ‖ |K| ‖₂ ≤ ‖K‖_F ≤ tr(K)).
  public func roundingOfResidual(solution: Double, right: Double) -> Double {
    let unit = Double.ulpOfOne / 2
    return unit * ((kernel.roundings + 4) * (trace + ridge) * solution + 2 * right)
  }
}
