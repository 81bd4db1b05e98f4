/// Kernel ridge regression, f(x) = k(x)ᵀα with α = A⁻¹Y and A = K + λI, ready to answer what removing training rows
/// would change.
///
/// Shapes: K is n×n, Y and α are n×C, queries are t×n rows k_t with targets t×C. An offset f₀ is taken off all targets by the
/// caller. A⁻¹ is held as the inverse of its Cholesky factor, in the memory of K when that is consumed.
public struct KernelRidge: Sendable {
  /// The number added to the diagonal.
  public let ridge: Double
  /// The dual coefficients α, n×C.
  public let coefficients: Matrix<Double>
  /// The diagonal of A⁻¹.
  public let inverseDiagonal: [Double]
  let inverse: TriangularInverse

  /// Factorizes K + λI; the error names the pivot when λ is too small.
  public init(
    _ kernel: consuming Matrix<Double>, targets: Matrix<Double>, ridge: Double, on cores: Cores
  ) throws(NumericsError) {
    precondition(
      kernel.rows == targets.rows, "\(targets.rows) targets for a kernel of \(kernel.rows) rows")
    self.ridge = ridge
    let cholesky = try Cholesky(kernel.take(), ridge: ridge, on: cores)
    coefficients = cholesky.solve(columns: targets, on: cores)
    inverse = try TriangularInverse(consume cholesky, on: cores)
    inverseDiagonal = inverse.inverseDiagonal(on: cores)
    try cores.checkCancellation()
  }

  /// The number of training rows n.
  public var count: Int { coefficients.rows }

  /// The leverage of each training row, h_i = 1 − λ·A⁻¹_ii: how much of its own fit it decides.
  public var leverage: [Double] { inverseDiagonal.map { 1 - ridge * $0 } }

  /// f at the queries, K_q·α, t×C.
  public func predictions(_ queries: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    .product(queries, coefficients, on: cores)
  }

  /// r_t = f(x_t) − y_t, t×C.
  func residuals(
    _ queries: Matrix<Double>, targets: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    precondition(
      queries.columns == count && targets.rows == queries.rows
        && targets.columns == coefficients.columns,
      "\(queries.rows)×\(queries.columns) queries with \(targets.rows)×\(targets.columns) targets")
    var residuals = targets
    residuals.accumulate(queries, coefficients, keeping: -1, on: cores)
    return residuals
  }
}
