/// Gradients of the losses of a block of rows along a path of small steps, on the calling thread.
///
/// An attack moves most columns on as it did before, and few gates open or close between two steps.
/// So everything linear is carried along: with v the last step, y·M moves by v·M, and v·M changes
/// by the rows of M where v did; the gradient δ·Mᵀ = Σ_c (∂loss/∂f_c) Σ_{r open} a_rc·M_r keeps its
/// inner sums, which change by the gates that do. This takes an order of magnitude less arithmetic
/// than products with M, and ends at the same numbers up to rounding.
package struct GradientTrail<Scalar: TrailScalar> {
  private let target: ComposedNetwork<Scalar>
  private let loss: OutputLoss
  private let labels: ArraySlice<Int32>
  /// A, m×C.
  private let output: Matrix<Scalar>

  /// Where the rows are, up to `tolerance`, and how they moved last.
  private var points: Matrix<Double>?
  private var velocity: Matrix<Double>
  /// y at the points.
  private var standardized: Matrix<Scalar>
  /// y·M and its last step.
  private var activations: CarriedProduct<Scalar>
  /// y·L·Lᵀ and its last step, unless that is y itself.
  private var square: CarriedProduct<Scalar>?
  /// relu(z) at the points.
  private var active: Matrix<Scalar>
  private var backward: BackwardTrail<Scalar>

  /// - Parameters:
  ///   - labels: one per row.
  ///   - steps: about how many gradients will be asked for.
  package init(
    _ target: ComposedNetwork<Scalar>, loss: OutputLoss, labels: ArraySlice<Int32>, steps: Int
  ) {
    (self.target, self.loss, self.labels) = (target, loss, labels)
    output = target.output.converted(to: Scalar.self)
    let rows = labels.count
    velocity = Matrix(rows: rows, columns: target.columns)
    standardized = Matrix(rows: rows, columns: target.columns)
    activations = CarriedProduct(target.forward, rows: rows)
    square = target.square.map { CarriedProduct($0, rows: rows) }
    active = Matrix(rows: rows, columns: target.width)
    backward = BackwardTrail(target, loss: loss, rows: rows, steps: steps)
  }

  /// The gradients at the next points, or nil where ‖x‖ is lost in rounding, so that another way
  /// must be taken.
  package mutating func gradient(at next: Matrix<Double>) -> Matrix<Double>? {
    target.standardize(next, into: &standardized)
    move(to: next)
    guard let lengths = lengths() else { return nil }
    let (slopes, along) = slopes(lengths)
    let inner = backward.gradient(for: slopes, activations: activations.value)
    return gradient(inner, lengths: lengths, along: along)
  }

  /// (g − ⟨δ, z⟩·q/‖x‖)/‖x‖ in the units of the points, with g = δ·Mᵀ.
  private func gradient(
    _ inner: Matrix<Scalar>, lengths: [Double], along: [Double]
  ) -> Matrix<Double> {
    var gradient = Matrix<Double>(rows: inner.rows, columns: inner.columns)
    let square = square?.value ?? standardized
    for row in 0..<inner.rows {
      let (length, share) = (lengths[row], target.isUnit ? along[row] / lengths[row] : 0)
      inner.withUnsafeRow(row) { inner in
        square.withUnsafeRow(row) { square in
          target.map.deviation.withUnsafeBufferPointer { deviation in
            gradient.withUnsafeMutableRow(row) { gradient in
              for column in gradient.indices {
                gradient[column] =
                  (Double(inner[column]) - share * Double(square[column]))
                  / (length * deviation[column])
              }
            }
          }
        }
      }
    }
    return gradient
  }

  /// How far a column may be from where it is taken to be; a few roundings of a pixel.
  private static var tolerance: Double { 1e-15 }

  /// Moves everything linear on by the last step, changed where a column moves otherwise.
  private mutating func move(to next: Matrix<Double>) {
    guard var points else {
      activations.start(at: standardized)
      square?.start(at: standardized)
      points = next
      return
    }
    self.points = nil
    let changes = changes(from: &points, to: next)
    activations.move(changes, to: standardized)
    square?.move(changes, to: standardized)
    self.points = points
  }

  /// Moves the points on, and tells for each row the columns that move otherwise than they did before.
  private mutating func changes(
    from points: inout Matrix<Double>, to next: Matrix<Double>
  ) -> RowSums<Scalar> {
    var changes = RowSums<Scalar>()
    for row in 0..<next.rows {
      next.withUnsafeRow(row) { next in
        points.withUnsafeMutableRow(row) { point in
          velocity.withUnsafeMutableRow(row) { velocity in
            for column in next.indices {
              point[column] += velocity[column]
              let change = next[column] - point[column]
              guard !(abs(change) <= Self.tolerance * (1 + abs(next[column]))) else { continue }
              changes.append(row: column, times: Scalar(change / target.map.deviation[column]))
              velocity[column] += change
              point[column] = next[column]
            }
          }
        }
      }
      changes.endTarget()
    }
    return changes
  }

  /// ‖x‖ of each row, or 1 where rows are not scaled.
  private func lengths() -> [Double]? {
    guard target.isUnit else { return Array(repeating: 1, count: standardized.rows) }
    var lengths: [Double] = []
    for row in 0..<standardized.rows {
      let norm = standardized.withUnsafeRow(row) { sumOfProducts($0, $0) }
      let squared =
        square?.value.withUnsafeRow(row) { q in
          standardized.withUnsafeRow(row) { sumOfProducts($0, q) }
        } ?? norm
      let possible = square == nil ? 0 : target.map.growth * norm
      guard squared > Scalar.leastShare * possible else { return nil }
      lengths.append(squared.squareRoot())
    }
    return lengths
  }

  /// ∂loss/∂f of each row, and ⟨∂loss/∂f, f⟩ = ⟨δ, z⟩.
  private mutating func slopes(_ lengths: [Double]) -> (slopes: Matrix<Double>, along: [Double]) {
    for row in 0..<active.rows {
      let factor = Scalar(1 / lengths[row])
      activations.value.withUnsafeRow(row) { values in
        active.withUnsafeMutableRow(row) { row in
          for unit in row.indices { row[unit] = values[unit] > 0 ? values[unit] * factor : 0 }
        }
      }
    }
    let scale = Scalar(1 / Double(target.width).squareRoot())
    var outputs = Matrix.product(active, output, times: scale, on: .one).converted(to: Double.self)
    var along: [Double] = []
    for (row, label) in labels.enumerated() {
      let values = outputs.row(row)
      outputs.withUnsafeMutableRow(row) { outputs in
        _ = loss.differentiate(outputs, label: Int(label))
        along.append(zip(outputs, values).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    return (outputs, along)
  }
}

/// Σ a·b in double precision, in four sums side by side.
private func sumOfProducts<Scalar: RealScalar>(
  _ a: UnsafeBufferPointer<Scalar>, _ b: UnsafeBufferPointer<Scalar>
) -> Double {
  var sums = (0.0, 0.0, 0.0, 0.0)
  let whole = a.count & ~3
  for index in stride(from: 0, to: whole, by: 4) {
    sums.0 += Double(a[index]) * Double(b[index])
    sums.1 += Double(a[index + 1]) * Double(b[index + 1])
    sums.2 += Double(a[index + 2]) * Double(b[index + 2])
    sums.3 += Double(a[index + 3]) * Double(b[index + 3])
  }
  for index in whole..<a.count { sums.0 += Double(a[index]) * Double(b[index]) }
  return (sums.0 + sums.1) + (sums.2 + sums.3)
}
