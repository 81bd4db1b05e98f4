#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The limit of the empirical kernel for infinite width, with only the first layer trained (Jacot, Gabriel and Hongler, 2018):
/// K(u, v) = ⟨u, v⟩(π − θ)/(2π), with θ the angle between u and v.
///
/// The cosine loses half of its digits near ±1, where the arc cosine is steepest, so nearly parallel pairs take
/// θ = 2·atan2(‖û − v̂‖, ‖û + v̂‖) from the coordinates of the unit rows (Kahan, 2006). A zero row gives zeros; the diagonal
/// is ⟨u, u⟩/2.
public enum InfiniteKernel {
  /// Cosines nearer to ±1 than this are taken again from coordinates.
  private static var nearlyParallel: Double { 1e-7 }

  /// n×n, between the rows and themselves.
  public static func train(_ rows: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    let units = UnitRows(rows, on: cores)
    return .tiledGram(units.directions, on: cores) { tileRows, tileColumns, start, step in
      apply(start, step, units, tileRows, units, tileColumns)
      for row in tileRows where tileColumns.contains(row) {
        start[(row - tileRows.lowerBound) * step + row - tileColumns.lowerBound] =
          units.lengths[row] * units.lengths[row] / 2
      }
    }
  }

  /// t×n, between queries and rows.
  public static func queries(
    _ queries: Matrix<Double>, _ rows: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    let (left, right) = (UnitRows(queries, on: cores), UnitRows(rows, on: cores))
    return .tiledGram(left.directions, right.directions, on: cores) {
      tileRows, tileColumns, start, step in
      apply(start, step, left, tileRows, right, tileColumns)
    }
  }

  private static func apply(
    _ start: UnsafeMutablePointer<Double>, _ step: Int, _ a: UnitRows, _ rows: Range<Int>,
    _ b: UnitRows, _ columns: Range<Int>
  ) {
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() {
        let cosine = start[i * step + j]
        let angle =
          abs(cosine) > 1 - nearlyParallel ? a.angle(row, b, column) : acos(cosine)
        start[i * step + j] =
          a.lengths[row] * b.lengths[column] * cosine * (Double.pi - angle) / (2 * Double.pi)
      }
    }
  }
}
