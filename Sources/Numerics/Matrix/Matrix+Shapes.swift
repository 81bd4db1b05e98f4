extension Matrix {
  /// The chosen rows in the given order; a row may be taken more than once.
  public func gathered(rows chosen: [Int]) -> Matrix {
    let made = TileBuffer<Scalar>(uninitialized: chosen.count * columns)
    for (target, source) in chosen.enumerated() {
      precondition(source >= 0 && source < rows, "row \(source) of \(rows)")
      (made.start + target * columns).initialize(
        from: buffer.start + source * columns, count: columns)
    }
    return Matrix(rows: chosen.count, columns: columns, buffer: made)
  }

  /// The chosen columns in the given order; a column may be taken more than once.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func gathered(columns chosen: [Int]) -> Matrix {
    precondition(chosen.allSatisfy { $0 >= 0 && $0 < columns }, "a column beyond \(columns)")
    let made = TileBuffer<Scalar>(uninitialized: rows * chosen.count)
    for row in 0..<rows {
      let (source, target) = (buffer.start + row * columns, made.start + row * chosen.count)
      for (index, column) in chosen.enumerated() { target[index] = source[column] }
    }
    return Matrix(rows: rows, columns: chosen.count, buffer: made)
  }

  /// The same numbers in another precision, rounded to nearest.
  @specialized(where Scalar == Double, Other == Float)
  @specialized(where Scalar == Float, Other == Double)
  public func converted<Other: RealScalar>(to other: Other.Type) -> Matrix<Other> {
    let made = TileBuffer<Other>(uninitialized: count)
    for index in 0..<count { (made.start + index).initialize(to: Other(buffer.start[index])) }
    return Matrix<Other>(rows: rows, columns: columns, buffer: made)
  }

  /// Rows and columns exchanged.
  public var transposed: Matrix { makeTransposed() }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func makeTransposed() -> Matrix {
    let made = TileBuffer<Scalar>(uninitialized: count)
    copyTransposed(
      from: buffer.start, rowStep: columns, rows: rows, columns: columns, to: made.start,
      rowStep: rows)
    return Matrix(rows: columns, columns: rows, buffer: made)
  }

  /// The identity, or any multiple of it.
  public static func identity(_ size: Int, times value: Scalar = 1) -> Matrix {
    var made = Matrix(rows: size, columns: size)
    for index in 0..<size { made[index, index] = value }
    return made
  }

  /// This matrix with another one below it.
  public func stacked(on lower: Matrix) -> Matrix {
    precondition(columns == lower.columns, "\(columns) columns on \(lower.columns)")
    let made = TileBuffer<Scalar>(uninitialized: count + lower.count)
    made.start.initialize(from: buffer.start, count: count)
    (made.start + count).initialize(from: lower.buffer.start, count: lower.count)
    return Matrix(rows: rows + lower.rows, columns: columns, buffer: made)
  }
}

/// Writes the transpose of a rows×columns tile, in squares small enough for both sides to stay in the cache.
func copyTransposed<Scalar: RealScalar>(
  from source: UnsafePointer<Scalar>, rowStep sourceStep: Int, rows: Int, columns: Int,
  to target: UnsafeMutablePointer<Scalar>, rowStep targetStep: Int
) {
  let side = 16
  for top in stride(from: 0, to: rows, by: side) {
    for left in stride(from: 0, to: columns, by: side) {
      for column in left..<min(columns, left + side) {
        for row in top..<min(rows, top + side) {
          target[column * targetStep + row] = source[row * sourceStep + column]
        }
      }
    }
  }
}
