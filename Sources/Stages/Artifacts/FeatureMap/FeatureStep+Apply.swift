internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension FeatureStep {
  /// The image of a block of rows, computed on the calling thread.
  func apply(_ block: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .standardize(let mean, let deviation):
      let width = max(1, block.columns / mean.count)
      return block.mappingRows { row in
        for column in row.indices {
          row[column] = (row[column] - mean[column / width]) / deviation[column / width]
        }
      }
    case .center(let vector):
      return block.mappingRows { row in
        for column in row.indices { row[column] -= vector[column] }
      }
    case .unitRows:
      return block.mappingRows { row in
        let norm = row.norm
        guard norm > 0 else { return }
        for column in row.indices { row[column] /= norm }
      }
    case .linear(let matrix):
      return .product(block, matrix, on: .one)
    case .attention(let keys, let values):
      return .product(
        .product(block, transposed: false, keys, transposed: true, on: .one), values ?? keys,
        on: .one)
    case .softmaxAttention(let keys, let values, let scale):
      return .product(Self.weights(block, keys, scale), values ?? keys, on: .one)
    }
  }

  /// softmax(scale·x·Kᵀ), a distribution over the rows of K for each row of the block.
  static func weights(
    _ block: Matrix<Double>, _ keys: Matrix<Double>, _ scale: Double
  ) -> Matrix<Double> {
    Matrix.product(block, transposed: false, keys, transposed: true, times: scale, on: .one)
      .mappingRows { row in
        let largest = row.max() ?? 0
        var sum = 0.0
        for column in row.indices {
          row[column] = exp(row[column] - largest)
          sum += row[column]
        }
        for column in row.indices { row[column] /= sum }
      }
  }
}

extension Matrix<Double> {
  /// A copy whose rows `change` rewrites one after the other.
  func mappingRows(_ change: (inout UnsafeMutableBufferPointer<Double>) -> Void) -> Self {
    var copy = self
    for index in 0..<rows {
      copy.withUnsafeMutableRow(index) { row in
        var row = row
        change(&row)
      }
    }
    return copy
  }
}

extension RandomAccessCollection<Double> {
  /// ‖x‖, scaled by the largest component where squares would overflow or vanish.
  var norm: Double {
    let plain = reduce(0) { $0 + $1 * $1 }
    if plain > 1e-280, plain < 1e280 { return plain.squareRoot() }
    let largest = reduce(0) { Swift.max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return largest }
    return largest * reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}
