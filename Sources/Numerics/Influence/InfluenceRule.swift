/// What is meant by the influence of a training row i on the loss ½|f(x_t) − y_t|² at a test row t.
///
/// With z = A⁻¹k_t and r_t = f(x_t) − y_t. Positive: removing the row raises the loss, so the row helps.
public enum InfluenceRule: String, Sendable, CaseIterable {
  /// The exact change on removing row i, ½s²|α_i|² − s(α_i·r_t) with s = z_i/A⁻¹_ii.
  ///
  /// From f₋ᵢ(x_t) = f(x_t) − s·α_i (Cook, 1977, for linear regression).
  case leaveOneOut = "leave-one-out"
  /// The rate −λ·z_i·(α_i·r_t) at which the loss rises as the weight of row i is lowered (Cook and Weisberg, 1982).
  case infinitesimal

  /// One score, from z_i, A⁻¹_ii, |α_i|² and α_i·r_t.
  @inline(__always)
  func score(_ z: Double, _ diagonal: Double, _ norm: Double, _ product: Double, _ ridge: Double)
    -> Double
  {
    switch self {
    case .leaveOneOut:
      let s = z / diagonal
      return 0.5 * s * s * norm - s * product
    case .infinitesimal:
      return -ridge * z * product
    }
  }
}
