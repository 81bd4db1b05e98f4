extension Sequence where Element: BinaryFloatingPoint {
  /// Σx², summed in the order of the elements.
  var squaredNorm: Element { reduce(0) { $0 + $1 * $1 } }

  /// The length of the vector, (Σx²)^½.
  var euclideanNorm: Element { squaredNorm.squareRoot() }
}
