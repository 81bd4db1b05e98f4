extension KernelRidge {
  /// κ₂(A) = ‖A‖₂·‖A⁻¹‖₂ from below: what power steps from a fixed start reach, as a rule more than half of it.
  ///
  /// `kernel` is the K that was factorized.
  public func conditionNumber(kernel: some KernelOperator, on cores: Cores) -> Double {
    precondition(kernel.count == count, "another kernel's inverse")
    let norm = largestStretch { kernel.times($0.transposed, on: cores).transposed }
    return (norm + ridge) * largestStretch { inverse.solve(rows: $0, on: cores) }
  }

  /// The largest factor by which a symmetric matrix has lengthened one of a few vectors, given as rows, after some steps.
  private func largestStretch(_ multiply: (Matrix<Double>) -> Matrix<Double>) -> Double {
    let random = CounterRandom(seed: 0, purpose: "Numerics/condition number")
    var vectors: Matrix<Double> = random.normals(rows: 4, columns: count, on: .one)
    var stretch = 0.0
    for _ in 0..<6 {
      for row in 0..<vectors.rows {
        let length = vectors.withUnsafeRow(row) { $0.reduce(0) { $0 + $1 * $1 } }.squareRoot()
        for column in 0..<count { vectors[row, column] /= length > 0 ? length : 1 }
      }
      vectors = multiply(vectors)
      for row in 0..<vectors.rows {
        let length = vectors.withUnsafeRow(row) { $0.reduce(0) { $0 + $1 * $1 } }.squareRoot()
        stretch = [stretch, length].largest
      }
    }
    return stretch
  }
}
