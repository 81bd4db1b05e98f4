/// Leave-one-out the long way: the regression done again without some rows.
///
/// What closed forms are audited against.
public enum Refit {
  /// f at the queries without the given rows, t×C.
  public static func predictions(
    removing removed: [Int], kernel: Matrix<Double>, targets: Matrix<Double>, ridge: Double,
    queries: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    let gone = Set(removed)
    return try predictions(
      keeping: (0..<kernel.rows).filter { !gone.contains($0) }, kernel: kernel, targets: targets,
      ridge: ridge, queries: queries, on: cores)
  }

  /// f at the queries from the given rows alone, t×C.
  public static func predictions(
    keeping kept: [Int], kernel: Matrix<Double>, targets: Matrix<Double>, ridge: Double,
    queries: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    let cholesky = try Cholesky(
      kernel.gathered(rows: kept).gathered(columns: kept), ridge: ridge, on: cores)
    let coefficients = cholesky.solve(columns: targets.gathered(rows: kept), on: cores)
    return .product(queries.gathered(columns: kept), coefficients, on: cores)
  }

  /// The change of ½|f(x_t) − y_t|² at each query on removing the given rows.
  public static func influence(
    removing removed: [Int], kernel: Matrix<Double>, targets: Matrix<Double>, ridge: Double,
    queries: Matrix<Double>, queryTargets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> [Double] {
    func losses(_ removed: [Int]) throws(NumericsError) -> [Double] {
      let fit = try predictions(
        removing: removed, kernel: kernel, targets: targets, ridge: ridge, queries: queries,
        on: cores)
      return (0..<queries.rows).map { row in
        zip(fit.row(row), queryTargets.row(row)).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
        }
      }
    }
    let (with, without) = (try losses([]), try losses(removed))
    return zip(without, with).map { $0 - $1 }
  }

  /// The rate at which ½|f(x_t) − y_t|² rises as the weight of row i is lowered from 1, by a central difference of two fits.
  ///
  /// With weights w the fit solves (K + λW⁻¹)α = Y.
  public static func rate(
    ofRow row: Int, step: Double = 1e-4, kernel: Matrix<Double>, targets: Matrix<Double>,
    ridge: Double, queries: Matrix<Double>, queryTargets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> [Double] {
    func losses(weight: Double) throws(NumericsError) -> [Double] {
      var weighted = kernel
      weighted[row, row] += ridge / weight - ridge
      let fit = try predictions(
        removing: [], kernel: weighted, targets: targets, ridge: ridge, queries: queries, on: cores)
      return (0..<queries.rows).map { row in
        zip(fit.row(row), queryTargets.row(row)).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
        }
      }
    }
    let (lower, higher) = (try losses(weight: 1 - step), try losses(weight: 1 + step))
    return zip(lower, higher).map { ($0 - $1) / (2 * step) }
  }
}
