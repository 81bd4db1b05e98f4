extension Matrix {
  /// The sum of the diagonal.
  public var trace: Scalar { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

  /// Adds one number to every element of the diagonal.
  public mutating func addToDiagonal(_ value: Scalar) {
    makeUnique()
    for index in 0..<min(rows, columns) { buffer.start[index * columns + index] += value }
  }
}
