internal import Numerics

extension FeatureStep {
  /// The gradient at a block of rows from the gradient at its image: the transposed Jacobian of
  /// each row applied to that row's gradient.
  func pullback(
    _ gradient: Matrix<Double>, at block: Matrix<Double>, image: Matrix<Double>
  ) -> Matrix<Double> {
    switch self {
    case .standardize(let mean, let deviation):
      let width = max(1, block.columns / mean.count)
      return gradient.mappingRows { row in
        for column in row.indices { row[column] /= deviation[column / width] }
      }
    case .center:
      return gradient
    case .unitRows:
      return Self.pullbackUnitRows(gradient, at: block, image: image)
    case .linear(let matrix):
      return .product(gradient, transposed: false, matrix, transposed: true, on: .one)
    case .attention(let keys, let values):
      let inner = Matrix.product(
        gradient, transposed: false, values ?? keys, transposed: true, on: .one)
      return .product(inner, keys, on: .one)
    case .softmaxAttention(let keys, let values, let scale):
      return Self.pullbackSoftmax(gradient, at: block, keys, values ?? keys, scale)
    }
  }

  /// (g − u⟨u, g⟩)/‖x‖ with u = x/‖x‖; zero where the row is zero, as it stays zero.
  private static func pullbackUnitRows(
    _ gradient: Matrix<Double>, at block: Matrix<Double>, image: Matrix<Double>
  ) -> Matrix<Double> {
    var index = 0
    return gradient.mappingRows { row in
      defer { index += 1 }
      let norm = block.withUnsafeRow(index) { $0.norm }
      image.withUnsafeRow(index) { unit in
        var along = 0.0
        for column in row.indices { along += unit[column] * row[column] }
        for column in row.indices {
          row[column] = norm > 0 ? (row[column] - unit[column] * along) / norm : 0
        }
      }
    }
  }

  /// With S the softmax weights and D = g·Vᵀ: scale·(S∘(D − Σ S∘D))·K.
  private static func pullbackSoftmax(
    _ gradient: Matrix<Double>, at block: Matrix<Double>, _ keys: Matrix<Double>,
    _ values: Matrix<Double>, _ scale: Double
  ) -> Matrix<Double> {
    let weights = weights(block, keys, scale)
    var index = 0
    let inner = Matrix.product(gradient, transposed: false, values, transposed: true, on: .one)
      .mappingRows { row in
        defer { index += 1 }
        weights.withUnsafeRow(index) { weight in
          var mean = 0.0
          for column in row.indices { mean += weight[column] * row[column] }
          for column in row.indices { row[column] = weight[column] * (row[column] - mean) }
        }
      }
    return .product(inner, keys, times: scale, on: .one)
  }
}
