/// A linear map as an attack takes it, apart from the network behind it: x = y·L with
/// y = (p − mean)/deviation, scaled to unit length where asked for.
public struct ComposedMap: Sendable {
  let mean: [Double]
  let deviation: [Double]
  /// L, d×e; `nil` stands for the identity.
  let linear: Matrix<Double>?
  let isUnit: Bool
  /// L·Lᵀ, d×d, where lengths are scaled, made once for all networks; `nil` stands for the identity.
  let square: ComposedNetwork<Double>.Linear?
  /// A bound on how ‖x‖² grows with ‖y‖²: the Frobenius norm of L·Lᵀ.
  let growth: Double

  /// Takes one mean and one deviation a column; without `linear`, L is the identity.
  public init(
    mean: [Double], deviation: [Double], linear: Matrix<Double>?, isUnit: Bool, on cores: Cores
  ) {
    precondition(
      mean.count == deviation.count && mean.count == linear?.rows ?? mean.count,
      "constants and L do not fit together")
    (self.mean, self.deviation, self.linear, self.isUnit) = (mean, deviation, linear, isUnit)
    square = isUnit ? linear.map { .init($0.gram(on: cores)) } : nil
    growth = square.map { $0.matrix.withUnsafeBufferPointer { $0.euclideanNorm } } ?? 0
  }

  /// The columns of p.
  public var columns: Int { mean.count }
}
