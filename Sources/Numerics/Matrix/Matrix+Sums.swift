extension Matrix<Double> {
  /// Adds another matrix of the same shape, `factor` times.
  public mutating func add(_ other: Matrix<Double>, times factor: Double = 1) {
    precondition(
      rows == other.rows && columns == other.columns,
      "\(other.rows)×\(other.columns) to \(rows)×\(columns)")
    other.withUnsafeBufferPointer { other in
      withUnsafeMutableBufferPointer { elements in
        for index in elements.indices { elements[index] += factor * other[index] }
      }
    }
  }
}
