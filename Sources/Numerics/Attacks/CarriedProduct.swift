/// The product of moving rows with a fixed matrix, carried along from step to step.
///
/// Roundings of a step count as often as it is repeated, so a step is never made of differences of carried products.
struct CarriedProduct<Scalar: TrailScalar> {
  private let factor: ComposedNetwork<Scalar>.Linear
  private(set) var value: Matrix<Scalar>
  private var step: Matrix<Scalar>

  init(_ factor: ComposedNetwork<Scalar>.Linear, rows: Int) {
    self.factor = factor
    value = Matrix(rows: rows, columns: factor.matrix.columns)
    step = value
  }

  /// Begins at `rows`, or goes on from there.
  mutating func start(at rows: Matrix<Scalar>) { value = .product(rows, factor.matrix, on: .one) }

  /// The same step again, but for `changes`.
  mutating func move(_ changes: RowSums<Scalar>) {
    changes.add(of: factor.strips, to: &step)
    value.add(step)
  }

  /// A step of which nothing is known before.
  mutating func move(by rows: Matrix<Scalar>) {
    step = .product(rows, factor.matrix, on: .one)
    value.add(step)
  }
}
