/// K(u, v) = (⟨u, v⟩ + offset)^degree.
public enum PolynomialKernel {
  /// n×n, between the rows and themselves.
  public static func train(
    _ rows: Matrix<Double>, degree: Int, offset: Double = 0, on cores: Cores
  ) -> Matrix<Double> {
    .tiledGram(rows, on: cores) { tileRows, tileColumns, start, step in
      raise(start, step, tileRows.count, tileColumns.count, degree, offset)
    }
  }

  /// t×n, between queries and rows.
  public static func queries(
    _ queries: Matrix<Double>, _ rows: Matrix<Double>, degree: Int, offset: Double = 0,
    on cores: Cores
  ) -> Matrix<Double> {
    .tiledGram(queries, rows, on: cores) { tileRows, tileColumns, start, step in
      raise(start, step, tileRows.count, tileColumns.count, degree, offset)
    }
  }

  private static func raise(
    _ start: UnsafeMutablePointer<Double>, _ step: Int, _ rows: Int, _ columns: Int, _ degree: Int,
    _ offset: Double
  ) {
    precondition(degree >= 1, "a polynomial kernel has degree 1 or more")
    for row in 0..<rows {
      for column in 0..<columns {
        let base = start[row * step + column] + offset
        var power = base
        for _ in 1..<degree { power *= base }
        start[row * step + column] = power
      }
    }
  }
}
