/// The tangent kernel of a two-layer ReLU network of width m at given hidden weights, for ±1 output weights:
/// K[i, j] = (1/m) Σ_r 1[⟨w_r, x_i⟩ > 0]·1[⟨w_r, x_j⟩ > 0]·⟨x_i, x_j⟩.
///
/// The number of common units is an exact integer, counted on packed signs while the tile of inner products is still in the
/// cache.
public enum EmpiricalKernel {
  /// n×n, between the rows and themselves; `mapped` says how they came about, where that is known.
  public static func train(
    _ rows: Matrix<Double>, _ patterns: BitMatrix, mapped: MappedRows? = nil, on cores: Cores
  ) -> Matrix<Double> {
    precondition(rows.rows == patterns.rows, "\(patterns.rows) patterns for \(rows.rows) rows")
    let origins = mapped.map { ($0, $0) }
    return .tiledGram(rows, mapped: origins, on: cores) { tileRows, tileColumns, start, step in
      scale(start, step, patterns, tileRows, patterns, tileColumns)
    }
  }

  /// t×n, between queries and rows; `mapped` says how both came about, where that is known.
  public static func queries(
    _ queries: Matrix<Double>, _ queryPatterns: BitMatrix, _ rows: Matrix<Double>,
    _ patterns: BitMatrix, mapped: (queries: MappedRows, rows: MappedRows)? = nil, on cores: Cores
  ) -> Matrix<Double> {
    precondition(
      queries.rows == queryPatterns.rows && rows.rows == patterns.rows
        && patterns.columns == queryPatterns.columns, "patterns do not fit the rows")
    let origins = mapped.map { ($0.queries, $0.rows) }
    return .tiledGram(queries, rows, mapped: origins, on: cores) {
      tileRows, tileColumns, start, step in
      scale(start, step, queryPatterns, tileRows, patterns, tileColumns)
    }
  }

  /// The n×n block of the full nC×nC kernel between two classes: each unit counts with the product of its two output
  /// signs, (1/m) Σ_r a_r·a'_r·1[⟨w_r, x_i⟩ > 0]·1[⟨w_r, x_j⟩ > 0]·⟨x_i, x_j⟩.
  ///
  /// `signsAgree` says for which units the product is 1; for the others it is −1. Of size 1/√m when the signs are drawn
  /// at random.
  public static func block(
    _ rows: Matrix<Double>, _ patterns: BitMatrix, signsAgree: [Bool], on cores: Cores
  ) -> Matrix<Double> {
    precondition(rows.rows == patterns.rows, "\(patterns.rows) patterns for \(rows.rows) rows")
    let agreeing = patterns.masked(keeping: signsAgree)
    let width = Double(patterns.columns)
    return .tiledGram(rows, on: cores) { tileRows, tileColumns, start, step in
      let none = [UInt32](repeating: 0, count: tileRows.count * tileColumns.count)
      var (all, positive) = (none, none)
      patterns.commonCounts(tileRows, with: patterns, tileColumns, into: &all)
      agreeing.commonCounts(tileRows, with: agreeing, tileColumns, into: &positive)
      for (index, count) in all.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: tileColumns.count)
        start[row * step + column] *= (2 * Double(positive[index]) - Double(count)) / width
      }
    }
  }

  /// Rows of a tile whose counts are made together, so that they are still in the cache when they are used.
  private static var stripe: Int { 16 }

  /// Multiplies a tile of inner products by the shares of common units.
  static func scale(
    _ start: UnsafeMutablePointer<Double>, _ step: Int, _ a: BitMatrix, _ rows: Range<Int>,
    _ b: BitMatrix, _ columns: Range<Int>
  ) {
    // A table instead of a division for each element: the same quotients.
    let shares = (0...a.columns).map { Double($0) / Double(a.columns) }
    var counts = [UInt32](repeating: 0, count: min(stripe, rows.count) * columns.count)
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: stripe) {
      let some = first..<min(rows.upperBound, first + stripe)
      a.commonCounts(some, with: b, columns, into: &counts)
      counts.withUnsafeBufferPointer { counts in
        shares.withUnsafeBufferPointer { shares in
          for (offset, row) in some.enumerated() {
            let target = start + (row - rows.lowerBound) * step
            let source = counts.baseAddress.map { $0 + offset * columns.count }
            guard let source, let shares = shares.baseAddress else { return }
            for column in 0..<columns.count { target[column] *= shares[Int(source[column])] }
          }
        }
      }
    }
  }
}
