/// The product of moving rows with a fixed matrix, carried along from step to step.
struct CarriedProduct<Scalar: TrailScalar> {
  private let factor: ComposedNetwork<Scalar>.Linear
  private(set) var value: Matrix<Scalar>
  private var step: Matrix<Scalar>
  private var moves = 0

  /// After so many steps the product is made anew, so that roundings do not add up.
  private static var movesAtMost: Int { 256 }

  init(_ factor: ComposedNetwork<Scalar>.Linear, rows: Int) {
    self.factor = factor
    value = Matrix(rows: rows, columns: factor.matrix.columns)
    step = value
  }

  mutating func start(at rows: Matrix<Scalar>) { value = .product(rows, factor.matrix, on: .one) }

  /// One step on: to `rows`, which moved as they did before but for `changes`.
  mutating func move(_ changes: RowSums<Scalar>, to rows: Matrix<Scalar>) {
    moves += 1
    if changes.count > rows.count / 4 {
      // Many columns turned: a whole product takes less.
      let former = value
      start(at: rows)
      step = value
      step.add(former, times: -1)
      return
    }
    changes.add(of: factor.strips, to: &step)
    if moves % Self.movesAtMost == 0 { start(at: rows) } else { value.add(step) }
  }
}
