/// How a stated ridge becomes the λ that is added to the diagonal of an n×n kernel K.
public enum RidgeRule: String, Sendable, CaseIterable {
  /// λ itself, as the paper has it.
  case absolute
  /// λ·n, which corresponds to a training objective that is a mean over rows.
  case perRow = "per-row"
  /// λ·tr(K)/n, relative to the mean eigenvalue.
  case relative

  /// The number added to the diagonal.
  public func value(_ ridge: Double, for kernel: some SymmetricTiles) -> Double {
    switch self {
    case .absolute: ridge
    case .perRow: ridge * Double(kernel.size)
    case .relative: ridge * kernel.trace / Double(max(1, kernel.size))
    }
  }
}
