internal import Numerics
internal import Pipeline

extension Shape {
  /// The shape of features after attention that multiplies each row with so many vectors more.
  func adding(attention vectors: Int) -> Shape {
    guard vectors > 0 else { return self }
    var shape = self
    shape["attention", default: 0] += vectors
    return shape
  }
}

extension FeatureStep {
  /// How many vectors as long as a row it multiplies the row with: a matrix's columns, or the keys and again the values.
  var vectors: Int {
    switch self {
    case .standardize, .center, .unitRows: 0
    case .linear(let matrix): matrix.columns
    case .attention(let keys, _), .softmaxAttention(let keys, _, _): 2 * keys.rows
    }
  }
}

extension Artifact {
  /// A matrix of doubles with a label and an id a row.
  static func bytes(ofRows shape: Shape) -> Int? {
    guard let rows = shape["rows"], let columns = shape["columns"] else { return nil }
    return 8 * rows * columns + 12 * rows
  }
}
