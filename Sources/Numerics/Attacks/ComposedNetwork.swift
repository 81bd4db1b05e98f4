/// A network after a linear map, as a function of the points before: f(p) = network(x) with
/// y = (p − mean)/deviation and x = y·L, which is scaled to unit length where asked for.
///
/// Pre-activations are y·M with M = L·Wᵀ, over ‖x‖; ‖x‖² = ⟨y, q⟩ with q = y·L·Lᵀ; and the gradient
/// with respect to y is (δ·Mᵀ − ⟨δ, z⟩·q/‖x‖)/‖x‖ for the gradient δ with respect to the
/// pre-activations z. So neither x nor W is needed again, and q serves both directions.
package struct ComposedNetwork<Scalar: TrailScalar>: Sendable {
  let map: ComposedMap
  /// The output weights A, m×C.
  let output: Matrix<Double>
  /// M = L·Wᵀ, d×m.
  let forward: Linear
  /// Mᵀ, m×d.
  let backward: Strips<Scalar>
  /// L·Lᵀ, d×d, where lengths are scaled; `nil` stands for the identity.
  let square: Linear?

  /// A matrix that rows are multiplied by, whole and row by row.
  struct Linear: Sendable {
    let matrix: Matrix<Scalar>
    let strips: Strips<Scalar>

    init(_ matrix: Matrix<Scalar>) { (self.matrix, strips) = (matrix, Strips(matrix)) }
  }

  /// A network that reads what the map makes.
  package init(_ map: ComposedMap, network: TwoLayerNetwork, on cores: Cores) {
    precondition(
      map.linear?.columns ?? map.columns == network.hidden.columns, "L and W do not fit together")
    (self.map, output) = (map, network.output)
    let transposed =
      map.linear.map {
        .product(network.hidden, transposed: false, $0, transposed: true, on: cores)
      } ?? network.hidden
    let rounded = transposed.converted(to: Scalar.self)
    backward = Strips(rounded)
    forward = Linear(rounded.transposed)
    square = map.square.map { $0 as? Linear ?? Linear($0.matrix.converted(to: Scalar.self)) }
  }

  var isUnit: Bool { map.isUnit }
  var columns: Int { map.columns }
  var width: Int { backward.rows }

  /// Makes y of a block of points.
  func standardize(_ points: Matrix<Double>, into result: inout Matrix<Scalar>) {
    scale(points, from: map.mean, into: &result)
  }

  /// How y moves when the points do.
  func standardized(steps: Matrix<Double>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: steps.rows, columns: columns)
    scale(steps, from: Array(repeating: 0, count: columns), into: &result)
    return result
  }

  private func scale(
    _ points: Matrix<Double>, from mean: [Double], into result: inout Matrix<Scalar>
  ) {
    for row in 0..<points.rows {
      points.withUnsafeRow(row) { points in
        result.withUnsafeMutableRow(row) { result in
          mean.withUnsafeBufferPointer { mean in
            map.deviation.withUnsafeBufferPointer { deviation in
              for column in result.indices {
                result[column] = Scalar((points[column] - mean[column]) / deviation[column])
              }
            }
          }
        }
      }
    }
  }
}
