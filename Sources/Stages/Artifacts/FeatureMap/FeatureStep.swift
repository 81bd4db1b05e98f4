public import Numerics

/// One differentiable step on the way from pixels to a model's rows; each row is mapped by itself.
public enum FeatureStep: Sendable {
  /// (p − mean)/deviation, with one constant for all columns, one per channel, or one per column.
  case standardize(mean: [Double], deviation: [Double])
  /// x − v, with one value per column.
  case center([Double])
  /// x/‖x‖; a zero row stays zero.
  case unitRows
  /// x·M with M d×e.
  case linear(Matrix<Double>)
  /// (x·Kᵀ)·V with K and V n×d: linearized attention to n rows, written without d×d matrix.
  /// Without values V = K.
  case attention(keys: Matrix<Double>, values: Matrix<Double>?)
  /// softmax(scale·x·Kᵀ)·V, the softmax over the n rows of K. Without values V = K.
  case softmaxAttention(keys: Matrix<Double>, values: Matrix<Double>?, scale: Double)

  /// The number of columns of what the step makes of rows with `columns` columns.
  public func columns(from columns: Int) -> Int {
    switch self {
    case .standardize, .center, .unitRows: columns
    case .linear(let matrix): matrix.columns
    case .attention(let keys, let values), .softmaxAttention(let keys, let values, _):
      (values ?? keys).columns
    }
  }

  /// Whether rows with `columns` columns fit.
  func accepts(columns: Int) -> Bool {
    switch self {
    case .standardize(let mean, let deviation):
      !mean.isEmpty && mean.count == deviation.count && columns % mean.count == 0
    case .center(let vector): vector.count == columns
    case .unitRows: true
    case .linear(let matrix): matrix.rows == columns
    case .attention(let keys, let values), .softmaxAttention(let keys, let values, _):
      keys.columns == columns && (values ?? keys).rows == keys.rows
    }
  }
}
