package import Numerics

extension FeatureMap {
  /// The map as one linear step, when it is linear after standardising, except that lengths may be
  /// scaled, the last of them at its end.
  ///
  /// Scaling a row to unit length before a linear step changes nothing that a scaling at the end
  /// leaves.
  package func composed(on cores: Cores) -> ComposedMap? {
    var mean = [Double](repeating: 0, count: columns)
    var deviation = [Double](repeating: 1, count: columns)
    var linear: Matrix<Double>?
    var (isScaled, endsScaled) = (false, false)
    for step in steps {
      switch step {
      case .standardize(let means, let deviations):
        guard !isScaled, linear == nil else { return nil }
        let width = columns / means.count
        for column in 0..<columns {
          mean[column] += deviation[column] * means[column / width]
          deviation[column] *= deviations[column / width]
        }
      case .center(let vector):
        guard !isScaled, linear == nil else { return nil }
        for column in 0..<columns { mean[column] += deviation[column] * vector[column] }
      case .unitRows:
        (isScaled, endsScaled) = (true, true)
      case .linear(let matrix):
        linear = linear.map { .product($0, matrix, on: cores) } ?? matrix
        endsScaled = false
      case .attention(let keys, let values):
        let matrix =
          values.map { .product(keys, transposed: true, $0, on: cores) }
          ?? keys.crossproduct(on: cores)
        linear = linear.map { .product($0, matrix, on: cores) } ?? matrix
        endsScaled = false
      case .softmaxAttention:
        return nil
      }
    }
    guard !isScaled || endsScaled else { return nil }
    return ComposedMap(
      mean: mean, deviation: deviation, linear: linear, isUnit: isScaled, on: cores)
  }
}
