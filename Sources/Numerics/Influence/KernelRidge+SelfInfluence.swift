extension KernelRidge {
  /// The change of each training row's own loss ½|f(x_i) − y_i|² when it is left out, ½|α_i|²(1/A⁻¹_ii² − λ²).
  ///
  /// With the row the residual is λα_i, without it α_i/A⁻¹_ii. Never negative, as λA⁻¹_ii ≤ 1.
  public var selfInfluence: [Double] {
    inverseDiagonal.indices.map { row in
      let norm = coefficients.withUnsafeRow(row) { $0.squaredNorm }
      let without = 1 / inverseDiagonal[row]
      return norm * (without - ridge) * (without + ridge) / 2
    }
  }
}
