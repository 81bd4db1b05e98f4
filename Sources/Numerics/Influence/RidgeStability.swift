/// What decides whether the equations (K + λI)α = Y were solved well: eigenvalues, symmetry and residuals.
///
/// With n rows, A = K + λI and ε = 2⁻⁵², a stable solution has a backward error of a few times n·ε and an inverse whose
/// residual ‖A⁻¹A − I‖_F is of size n·ε·‖A‖_F·‖A⁻¹‖_F (Higham, 2002, chapter 14); absolute bounds of 1e-12 cannot be
/// kept for n in the thousands.
public struct RidgeStability: Sendable {
  /// The eigenvalues of K, largest first.
  public let eigenvalues: [Double]
  /// ‖K − Kᵀ‖_F.
  public let asymmetry: Double
  /// ‖K‖_F.
  public let frobeniusNorm: Double
  /// ‖A⁻¹A − I‖_F.
  public let inverseResidual: Double
  /// Of the coefficients α.
  public let backwardError: Double
  /// λ.
  public let ridge: Double

  /// Factorizes K + λI and puts what comes out back into the equations.
  public init(
    kernel: Matrix<Double>, targets: Matrix<Double>, ridge: Double, on cores: Cores
  ) throws(NumericsError) {
    eigenvalues = try SymmetricEigen(kernel, vectors: false).values
    try cores.checkCancellation()
    asymmetry = kernel.asymmetry
    frobeniusNorm = kernel.frobeniusNorm
    self.ridge = ridge
    let regression = try KernelRidge(kernel, targets: targets, ridge: ridge, on: cores)
    inverseResidual = try regression.inverseResidual(kernel: kernel, on: cores)
    backwardError =
      regression.certificate(kernel: kernel, targets: targets, on: cores)
      .backwardError
  }

  /// n·2⁻⁵², the unit in which rounding in n-term sums is measured.
  public var rounding: Double { Double(eigenvalues.count) * Double.ulpOfOne }

  /// λ_min(K).
  public var smallest: Double { eigenvalues.last ?? 0 }

  /// ‖K‖₂.
  public var norm: Double { max(abs(eigenvalues.first ?? 0), abs(smallest)) }

  /// (λ₁ + λ)/(λ_n + λ).
  public var conditionNumber: Double { ((eigenvalues.first ?? 0) + ridge) / (smallest + ridge) }

  /// ‖A‖_F·‖A⁻¹‖_F, which scales the residual of an inverse.
  public var residualScale: Double {
    var (squares, inverses) = (0.0, 0.0)
    for value in eigenvalues {
      squares += (value + ridge) * (value + ridge)
      inverses += 1 / ((value + ridge) * (value + ridge))
    }
    return (squares * inverses).squareRoot()
  }
}
