/// (F·Fᵀ + μI)⁻¹ by way of the small matrix FᵀF + μI (Woodbury, 1950).
///
/// A preconditioner for K + λI, and with μ = λ its Nyström approximation.
public struct ShiftedLowRank: Sendable {
  /// μ.
  public let shift: Double
  /// By how much an element of the inverse's diagonal may be wrong.
  ///
  /// A relative error of (n + rank)·2⁻⁵² in FᵀF + μI moves |L⁻¹f_i|² ≤ 1 by at most that times its condition number.
  public let diagonalError: Double
  private let factor: Matrix<Double>
  private let small: Cholesky?

  /// Prepares the inverse; μ must be positive.
  public init(_ kernel: LowRankKernel, shift: Double, on cores: Cores) throws(NumericsError) {
    precondition(shift > 0, "a shift of \(shift)")
    self.shift = shift
    factor = kernel.factor
    let condition = factor.squaredNorm / shift + 1
    diagonalError =
      4 * Double(factor.rows + factor.columns + 1) * Double.ulpOfOne * condition / shift
    small = kernel.rank > 0 ? try Cholesky(factor.gram(on: cores), ridge: shift, on: cores) : nil
  }

  /// (F·Fᵀ + μI)⁻¹·B for B n×r: (B − F·(FᵀF + μI)⁻¹·FᵀB)/μ.
  public func solve(columns right: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    var result = right
    if let small {
      let inner = small.solve(columns: .product(factor, right, on: cores), on: cores)
      result.accumulate(factor, transposed: true, inner, times: -1, on: cores)
    }
    result.scale(by: 1 / shift)
    return result
  }

  /// The diagonal of (F·Fᵀ + μI)⁻¹, (1 − |L⁻¹f_i|²)/μ with L·Lᵀ = FᵀF + μI.
  public func inverseDiagonal(on cores: Cores) -> [Double] {
    guard let small else { return [Double](repeating: 1 / shift, count: factor.columns) }
    let solved = LowerTriangle(small).solve(rows: factor.transposed, on: cores)
    return (0..<solved.rows).map { row in
      solved.withUnsafeRow(row) { max(0, 1 - $0.squaredNorm) } / shift
    }
  }
}
