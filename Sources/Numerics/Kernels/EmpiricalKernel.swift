/// The tangent kernel of a two-layer ReLU network of width m at given hidden weights, for ±1 output weights:
/// K[i, j] = (1/m) Σ_r 1[⟨w_r, x_i⟩ > 0]·1[⟨w_r, x_j⟩ > 0]·⟨x_i, x_j⟩.
///
/// The number of common units is an exact integer, counted on packed signs while the tile of inner products is still in the
/// cache.
public enum EmpiricalKernel {
  /// n×n, between the rows and themselves.
  public static func train(
    _ rows: Matrix<Double>, _ patterns: BitMatrix, on cores: Cores
  ) -> Matrix<Double> {
    precondition(rows.rows == patterns.rows, "\(patterns.rows) patterns for \(rows.rows) rows")
    return .tiledGram(rows, on: cores) { tileRows, tileColumns, start, step in
      scale(start, step, patterns, tileRows, patterns, tileColumns)
    }
  }

  /// t×n, between queries and rows.
  public static func queries(
    _ queries: Matrix<Double>, _ queryPatterns: BitMatrix, _ rows: Matrix<Double>,
    _ patterns: BitMatrix, on cores: Cores
  ) -> Matrix<Double> {
    precondition(
      queries.rows == queryPatterns.rows && rows.rows == patterns.rows
        && patterns.columns == queryPatterns.columns, "patterns do not fit the rows")
    return .tiledGram(queries, rows, on: cores) { tileRows, tileColumns, start, step in
      scale(start, step, queryPatterns, tileRows, patterns, tileColumns)
    }
  }

  private static func scale(
    _ start: UnsafeMutablePointer<Double>, _ step: Int, _ a: BitMatrix, _ rows: Range<Int>,
    _ b: BitMatrix, _ columns: Range<Int>
  ) {
    var counts = [UInt32](repeating: 0, count: rows.count * columns.count)
    a.commonCounts(rows, with: b, columns, into: &counts)
    let width = Double(a.columns)
    for row in 0..<rows.count {
      for column in 0..<columns.count {
        start[row * step + column] *= Double(counts[row * columns.count + column]) / width
      }
    }
  }
}
