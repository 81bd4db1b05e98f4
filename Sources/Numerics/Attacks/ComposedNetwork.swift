/// A network after a linear map, as a function of the points before: f(p) = network(x) with
/// y = (p − mean)/deviation and x = y·L, which is scaled to unit length where asked for.
///
/// Pre-activations are y·M with M = L·Wᵀ, over ‖x‖; ‖x‖² = ⟨y, q⟩ with q = y·L·Lᵀ; and the gradient
/// with respect to y is (δ·Mᵀ − ⟨δ, z⟩·q/‖x‖)/‖x‖ for the gradient δ with respect to the
/// pre-activations z. So neither x nor W is needed again, and q serves both directions.
public struct ComposedNetwork: Sendable {
  let map: ComposedMap
  let network: TwoLayerNetwork
  /// M = L·Wᵀ, d×m.
  let forward: Matrix<Double>
  let forwardStrips: Strips
  /// Mᵀ, m×d.
  let backward: Strips

  /// A network that reads what the map makes.
  public init(_ map: ComposedMap, network: TwoLayerNetwork, on cores: Cores) {
    precondition(
      map.linear?.columns ?? map.columns == network.hidden.columns, "L and W do not fit together")
    (self.map, self.network) = (map, network)
    let transposed =
      map.linear.map {
        .product(network.hidden, transposed: false, $0, transposed: true, on: cores)
      } ?? network.hidden
    backward = Strips(transposed)
    forward = transposed.transposed
    forwardStrips = Strips(forward)
  }

  var mean: [Double] { map.mean }
  var deviation: [Double] { map.deviation }
  var isUnit: Bool { map.isUnit }
  var square: Matrix<Double>? { map.square }
  var squareStrips: Strips? { map.squareStrips }
  var growth: Double { map.growth }
  var columns: Int { map.columns }
  var width: Int { backward.rows }

  /// y for a block of points.
  func standardized(_ points: Matrix<Double>) -> Matrix<Double> {
    var result = points
    for row in 0..<points.rows {
      result.withUnsafeMutableRow(row) { row in
        for column in row.indices {
          row[column] = (row[column] - map.mean[column]) / map.deviation[column]
        }
      }
    }
    return result
  }
}
