/// A network after a linear map, as a function of the points before: f(p) = network(x) with
/// y = (p − mean)/deviation and x = y·L, which is scaled to unit length where asked for.
///
/// Pre-activations are y·M with M = L·Wᵀ, over ‖x‖; ‖x‖² = ⟨y, q⟩ with q = y·L·Lᵀ; and the gradient
/// with respect to y is (δ·Mᵀ − ⟨δ, z⟩·q/‖x‖)/‖x‖ for the gradient δ with respect to the
/// pre-activations z. So neither x nor W is needed again, and q serves both directions.
public struct ComposedNetwork: Sendable {
  let mean: [Double]
  let deviation: [Double]
  let isUnit: Bool
  let network: TwoLayerNetwork
  /// M = L·Wᵀ, d×m.
  let forward: Matrix<Double>
  let forwardStrips: Strips
  /// Mᵀ, m×d.
  let backward: Strips
  /// L·Lᵀ, d×d; `nil` stands for the identity.
  let square: Matrix<Double>?
  let squareStrips: Strips?
  /// A bound on how ‖x‖² grows with ‖y‖²: the Frobenius norm of L·Lᵀ.
  let growth: Double

  /// Takes one mean and one deviation a column; without `linear`, L is the identity.
  public init(
    mean: [Double], deviation: [Double], linear: Matrix<Double>?, isUnit: Bool,
    network: TwoLayerNetwork, on cores: Cores
  ) {
    precondition(
      mean.count == deviation.count && mean.count == linear?.rows ?? network.hidden.columns
        && linear?.columns ?? network.hidden.columns == network.hidden.columns,
      "constants, L and W do not fit together")
    (self.mean, self.deviation, self.isUnit, self.network) = (mean, deviation, isUnit, network)
    let transposed =
      linear.map { .product(network.hidden, transposed: false, $0, transposed: true, on: cores) }
      ?? network.hidden
    backward = Strips(transposed)
    forward = transposed.transposed
    forwardStrips = Strips(forward)
    square =
      isUnit ? linear.map { .product($0, transposed: false, $0, transposed: true, on: cores) } : nil
    squareStrips = square.map { Strips($0) }
    growth =
      square.map { $0.withUnsafeBufferPointer { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() } } ?? 0
  }

  var columns: Int { mean.count }
  var width: Int { backward.rows }

  /// y for a block of points.
  func standardized(_ points: Matrix<Double>) -> Matrix<Double> {
    var result = points
    for row in 0..<points.rows {
      result.withUnsafeMutableRow(row) { row in
        for column in row.indices { row[column] = (row[column] - mean[column]) / deviation[column] }
      }
    }
    return result
  }
}
