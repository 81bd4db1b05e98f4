extension Matrix {
  /// Adds another matrix of the same shape, `factor` times.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func add(_ other: Matrix, times factor: Scalar = 1) {
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
