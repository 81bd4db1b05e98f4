internal import Numerics

/// One layer of linearized attention, x ↦ (xQKᵀ)·CᵀC·V, less one row of its context: with u = QKᵀc and v = cᵀV the row x
/// loses (x·u)·v.
struct AttentionDowndate {
  private let train: Matrix<Double>
  private let queries: Matrix<Double>
  /// x·Q·Kᵀ for every row and query, and cᵀV for every row.
  private let trainKeys: Matrix<Double>
  private let queryKeys: Matrix<Double>
  private let context: Matrix<Double>
  private let values: Matrix<Double>
  private let isUnit: Bool

  init(
    _ rows: Matrix<Double>, queries others: Matrix<Double>, recipe: AttentionRecipe, on cores: Cores
  ) {
    let projections = recipe.projectionSeed.map {
      LinearAttention.Projections(seed: $0, layer: 0, columns: rows.columns, on: cores)
    }
    func keys(_ rows: Matrix<Double>) -> Matrix<Double> {
      guard let projections else { return rows }
      return .product(
        .product(rows, projections.query, on: cores), transposed: false, projections.key,
        transposed: true, on: cores)
    }
    context = rows
    values = projections.map { .product(rows, $0.value, on: cores) } ?? rows
    (trainKeys, queryKeys) = (keys(rows), keys(others))
    let operation = Matrix.product(rows, transposed: true, values, on: cores)
    train = .product(trainKeys, operation, on: cores)
    queries = .product(queryKeys, operation, on: cores)
    isUnit = recipe.unitRows
  }

  func features(
    keeping kept: [Int], without row: Int, on cores: Cores
  ) -> (Matrix<Double>, Matrix<Double>) {
    func reduced(_ rows: Matrix<Double>, _ keys: Matrix<Double>) -> Matrix<Double> {
      let weights = Matrix(rows: keys.rows, columns: 1, keys.applied(to: context.row(row)))
      var result = rows
      result.accumulate(weights, values.gathered(rows: [row]), times: -1, on: cores)
      return isUnit ? FeatureStep.unitRows.apply(result) : result
    }
    return (
      reduced(train.gathered(rows: kept), trainKeys.gathered(rows: kept)),
      reduced(queries, queryKeys)
    )
  }
}
