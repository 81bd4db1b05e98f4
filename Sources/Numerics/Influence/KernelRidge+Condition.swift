extension KernelRidge {
  /// κ₂(A) = ‖A‖₂·‖A⁻¹‖₂ to a few percent, from below.
  ///
  /// `kernel` is the K that was factorized.
  public func conditionNumber(
    kernel: some KernelOperator, on cores: Cores
  ) throws(NumericsError) -> Double {
    precondition(kernel.count == count, "another kernel's inverse")
    let largest = try LargestEigenvalues(1, of: count, tolerance: 0.01, on: cores) {
      kernel.times($0.transposed, on: cores).transposed
    }
    return (largest.values[0] + ridge) * (try inverseNorm(on: cores))
  }

  /// ‖A⁻¹‖₂ to a few percent, from below.
  public func inverseNorm(on cores: Cores) throws(NumericsError) -> Double {
    try LargestEigenvalues(1, of: count, tolerance: 0.01, on: cores) {
      inverse.solve(rows: $0, on: cores)
    }.values[0]
  }
}
