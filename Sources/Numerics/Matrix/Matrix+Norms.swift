extension Matrix where Scalar == Double {
  /// The sum of the squares, row by row and then over rows.
  var squaredNorm: Double {
    (0..<rows).reduce(0) { sum, row in
      sum + withUnsafeRow(row) { $0.squaredNorm }
    }
  }

  /// ‖A‖_F, the root of the sum of the squares.
  public var frobeniusNorm: Double { squaredNorm.squareRoot() }

  /// ‖A − Aᵀ‖_F, zero for a matrix that is symmetric to the last bit.
  public var asymmetry: Double {
    precondition(rows == columns, "\(rows)×\(columns) is not square")
    var sum = 0.0
    for row in 0..<rows {
      for column in 0..<row {
        let difference = self[row, column] - self[column, row]
        sum += 2 * difference * difference
      }
    }
    return sum.squareRoot()
  }

  /// Whether every element is a number and not infinite.
  public var isFinite: Bool { withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) } }
}
