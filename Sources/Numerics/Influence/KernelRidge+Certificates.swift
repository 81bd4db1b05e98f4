/// How well a computed solution solves the equations it was computed from.
public struct SolutionCertificate: Sendable, Equatable {
  /// ‖(K + λI)α − Y‖_F.
  public let residual: Double
  /// The residual over ‖K + λI‖_F·‖α‖_F + ‖Y‖_F: a few times n·2⁻⁵³ at most for a stable solution, whatever the condition
  /// number.
  public let backwardError: Double
}

extension KernelRidge {
  /// Puts the coefficients back into the equations.
  ///
  /// `kernel` is the K that was factorized, as it was before.
  public func certificate(
    kernel: Matrix<Double>, targets: Matrix<Double>, on cores: Cores
  ) -> SolutionCertificate {
    precondition(kernel.rows == count && targets.rows == count, "another kernel's coefficients")
    var residual = Matrix.product(kernel, coefficients, on: cores)
    for row in 0..<count {
      for column in 0..<coefficients.columns {
        residual[row, column] += ridge * coefficients[row, column] - targets[row, column]
      }
    }
    let norm = residual.frobeniusNorm
    let shifted = kernel.frobeniusNorm + ridge * Double(count).squareRoot()
    let scale = shifted * coefficients.frobeniusNorm + targets.frobeniusNorm
    return SolutionCertificate(residual: norm, backwardError: scale > 0 ? norm / scale : norm)
  }

  /// ‖(K + λI)(K + λI)⁻¹ − I‖_F, in blocks of rows: as costly as the factorization, without another n×n matrix.
  public func inverseResidual(
    kernel: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Double {
    precondition(kernel.rows == count, "another kernel's inverse")
    let blocks = Blocks(of: count, size: TriangularInverse.rowsAtOnce)
    var sum = 0.0
    for block in blocks {
      var rows = kernel.gathered(rows: Array(block))
      for (offset, row) in block.enumerated() { rows[offset, row] += ridge }
      var product = inverse.solve(rows: rows, on: cores)
      for (offset, row) in block.enumerated() { product[offset, row] -= 1 }
      sum += product.squaredNorm
      try cores.checkCancellation()
    }
    return sum.squareRoot()
  }
}
