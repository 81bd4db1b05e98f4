/// The eigenvalues of a Gram matrix with the rules that the condition number is reported by.
public struct Spectrum: Sendable, Equatable {
  /// Largest first; only the min(n, d) that can differ from zero.
  public let values: [Double]
  /// max(n, d), which enters the rank rule.
  public let longerSide: Int

  /// Takes eigenvalues in any order, of a Gram matrix of n rows in d dimensions with `longerSide` the larger of the two.
  public init(values: [Double], longerSide: Int) {
    self.values = values.sorted(by: >)
    self.longerSide = longerSide
  }

  /// The spectrum of X·Xᵀ, by way of the smaller of X·Xᵀ and Xᵀ·X.
  public init(rows: Matrix<Double>, on cores: Cores) throws(NumericsError) {
    let gram =
      rows.columns < rows.rows
      ? rows.crossproduct(.lower, on: cores) : rows.gram(.lower, on: cores)
    try cores.checkCancellation()
    self.init(
      values: try SymmetricEigen(gram, vectors: false).values,
      longerSide: max(rows.rows, rows.columns))
  }

  /// The numerical rank: how many eigenvalues exceed λ₁·max(n, d)·2⁻⁵².
  public var rank: Int {
    guard let largest = values.first, largest > 0 else { return 0 }
    let threshold = largest * Double(longerSide) * Double.ulpOfOne
    return values.prefix { $0 > threshold }.count
  }

  /// λ₁/λ_r with r the numerical rank, or nil for a zero matrix.
  public var conditionNumber: Double? { rank > 0 ? conditionNumber(at: rank) : nil }

  /// λ₁/λ_k, or nil where there is no positive k-th eigenvalue.
  public func conditionNumber(at k: Int) -> Double? {
    guard k >= 1, k <= values.count, values[k - 1] > 0 else { return nil }
    return values[0] / values[k - 1]
  }

  /// Σ λ_i²/(λ_i + ridge)² over the numerical rank, the effective dimension at a ridge.
  public func effectiveDimension(ridge: Double) -> Double {
    values.prefix(rank).reduce(0) { $0 + ($1 / ($1 + ridge)) * ($1 / ($1 + ridge)) }
  }
}
