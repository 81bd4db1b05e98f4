extension Matrix where Scalar == Double {
  /// The largest absolute eigenvalue of this symmetric matrix, ‖A‖₂.
  ///
  /// By the Lanczos process with full reorthogonalisation (Golub and Van Loan, 10.1) from a fixed start: each step costs one
  /// product, done in blocks of rows at once. It stops when the error bound of the extreme Ritz value is below
  /// `tolerance` of it, or after n steps.
  public func spectralNorm(tolerance: Double = 1e-12, on cores: Cores) throws(NumericsError)
    -> Double
  {
    precondition(rows == columns, "\(rows)×\(columns) is not square")
    guard rows > 0 else { return 0 }
    let random = CounterRandom(seed: 0, purpose: "Numerics/spectral norm")
    var basis = [normalized((0..<rows).map { random.normal($0) }).direction]
    var (diagonal, offDiagonal): ([Double], [Double]) = ([], [])
    while true {
      let last = basis[basis.count - 1]
      var next = symmetricProduct(last, on: cores)
      try cores.checkCancellation()
      diagonal.append(dot(next, last))
      for _ in 0..<2 {
        for vector in basis { subtract(dot(next, vector), vector, from: &next) }
      }
      let (length, direction) = normalized(next)
      guard length.isFinite else { throw .noEigenvalues(size: rows) }
      if basis.count % 8 == 0 || basis.count == rows || length <= tolerance * abs(diagonal[0]) {
        let ritz = try extremeRitz(diagonal, offDiagonal)
        if length * ritz.lastComponent <= tolerance * ritz.value || basis.count == rows {
          return ritz.value
        }
      }
      offDiagonal.append(length)
      basis.append(direction)
    }
  }

  /// A·x in blocks of 256 rows.
  private func symmetricProduct(_ x: [Double], on cores: Cores) -> [Double] {
    let product = Matrix(rows: rows, columns: 1, inBlocksOf: 256, on: cores) { block, elements in
      elements.initialize(repeating: 0)
      guard let start = elements.baseAddress else { return }
      Double.gemv(
        transpose: false, block.count, columns, alpha: 1,
        buffer.start + block.lowerBound * columns, columns, x, 1, beta: 0, start, 1)
    }
    return product.elements
  }

  /// The Ritz value of largest size, and the last component of its vector, which bounds its error.
  private func extremeRitz(
    _ diagonal: [Double], _ offDiagonal: [Double]
  ) throws(NumericsError) -> (value: Double, lastComponent: Double) {
    var tridiagonal = Matrix(rows: diagonal.count, columns: diagonal.count)
    for (index, value) in diagonal.enumerated() { tridiagonal[index, index] = value }
    for (index, value) in offDiagonal.enumerated() { tridiagonal[index + 1, index] = value }
    let eigen = try SymmetricEigen(tridiagonal)
    let last = diagonal.count - 1
    let best = abs(eigen.values[0]) >= abs(eigen.values[last]) ? 0 : last
    return (abs(eigen.values[best]), abs(eigen.vectors[best, last]))
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

private func subtract(_ factor: Double, _ a: [Double], from b: inout [Double]) {
  for index in a.indices { b[index] -= factor * a[index] }
}

private func normalized(_ a: [Double]) -> (length: Double, direction: [Double]) {
  let length = dot(a, a).squareRoot()
  return (length, length > 0 ? a.map { $0 / length } : a)
}
