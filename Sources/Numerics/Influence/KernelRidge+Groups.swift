extension KernelRidge {
  /// f at the queries after all rows of `group` are removed together, t×C:
  /// f(x_t) − (A⁻¹k_t)_Sᵀ·(A⁻¹_SS)⁻¹·α_S.
  public func predictions(
    _ queries: Matrix<Double>, removing group: [Int], on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    var predictions = predictions(queries, on: cores)
    guard !group.isEmpty else { return predictions }
    let rows = inverse.inverse(rows: group, on: cores)
    let z = Matrix.product(queries, transposed: false, rows, transposed: true, on: cores)
    predictions.accumulate(z, try weights(ofGroup: group, on: cores), times: -1, on: cores)
    try cores.checkCancellation()
    return predictions
  }

  /// The influence of a group on each query: the exact change of ½|f(x_t) − y_t|² on removing all of it.
  public func influence(
    ofGroup group: [Int], queries: Matrix<Double>, targets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> [Double] {
    let before = residuals(queries, targets: targets, on: cores)
    let after = try predictions(queries, removing: group, on: cores)
    return (0..<queries.rows).map { row in
      var change = 0.0
      for column in 0..<targets.columns {
        let residual = after[row, column] - targets[row, column]
        change += residual * residual - before[row, column] * before[row, column]
      }
      return change / 2
    }
  }

  /// yᵀA⁻¹y summed over classes: the squared norm of the fit plus what the ridge keeps it from fitting.
  public func complexity(targets: Matrix<Double>) -> Double {
    zip(targets.elements, coefficients.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// By how much removing a group lowers the complexity: α_Sᵀ(A⁻¹_SS)⁻¹α_S summed over classes.
  public func complexity(ofGroup group: [Int], on cores: Cores) throws(NumericsError) -> Double {
    guard !group.isEmpty else { return 0 }
    let own = coefficients.gathered(rows: group)
    return zip(own.elements, try weights(ofGroup: group, on: cores).elements)
      .reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// (A⁻¹_SS)⁻¹·α_S, |S|×C.
  private func weights(ofGroup group: [Int], on cores: Cores) throws(NumericsError)
    -> Matrix<Double>
  {
    precondition(Set(group).count == group.count, "a row is removed once only")
    return try Cholesky(inverse.inverse(at: group, on: cores), on: cores)
      .solve(columns: coefficients.gathered(rows: group), on: cores)
  }
}
