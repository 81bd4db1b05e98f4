/// Gradients of the losses of a block of rows along a path of small steps, on the calling thread.
///
/// An attack moves most columns on as it did before, and few gates open or close between two steps.
/// So everything linear is carried along: with v the last step, y·M moves by v·M, and v·M changes
/// by the rows of M where v did; the gradient δ·Mᵀ = Σ_c (∂loss/∂f_c) Σ_{r open} a_rc·M_r keeps its
/// inner sums, which change by the gates that do. This takes an order of magnitude less arithmetic
/// than products with M, and ends at the same numbers up to rounding; now and then all is made anew.
package struct GradientTrail<Scalar: TrailScalar> {
  private let target: ComposedNetwork<Scalar>
  private let loss: OutputLoss
  private let labels: ArraySlice<Int32>
  /// A, m×C.
  private let output: Matrix<Scalar>

  /// Where the rows are, up to `tolerance`, and how they moved last.
  private var points: Matrix<Double>?
  private var velocity: Matrix<Double>
  private var moves = 0
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
    let slopes = slopes(lengths)
    let inner = backward.gradient(for: slopes.shares, activations: activations.value)
    return gradient(inner, slopes, lengths)
  }

  /// (g − ⟨δ, z⟩·q/‖x‖)/‖x‖ in the units of the points, with g = δ·Mᵀ; nil where too little of g is left.
  private func gradient(
    _ inner: Matrix<Scalar>, _ slopes: Slopes, _ lengths: [Double]
  ) -> Matrix<Double>? {
    var gradient = Matrix<Double>(rows: inner.rows, columns: inner.columns)
    let square = square?.value ?? standardized
    for row in 0..<inner.rows {
      let share = slopes.along[row] / lengths[row]
      let factor = slopes.sizes[row] / lengths[row]
      let isKept = inner.withUnsafeRow(row) { inner in
        gradient.withUnsafeMutableRow(row) { gradient in
          if target.isUnit {
            square.withUnsafeRow(row) { square in
              for column in gradient.indices {
                gradient[column] = Double(inner[column]) - share * Double(square[column])
              }
            }
            let before = sumOfProducts(inner, inner)
            let rest = sumOfProducts(UnsafeBufferPointer(gradient), UnsafeBufferPointer(gradient))
            guard rest >= Scalar.leastRest * Scalar.leastRest * before else { return false }
          } else {
            for column in gradient.indices { gradient[column] = Double(inner[column]) }
          }
          target.map.deviation.withUnsafeBufferPointer { deviation in
            for column in gradient.indices { gradient[column] *= factor / deviation[column] }
          }
          return true
        }
      }
      guard isKept else { return nil }
    }
    return gradient
  }

  /// How far a column may be from where it is taken to be; a few roundings of a pixel.
  private static var tolerance: Double { 1e-15 }

  /// After so many steps everything is made anew, so that roundings do not add up.
  private static var movesAtMost: Int { 64 }

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
    moves += 1
    let isAnew = moves % Self.movesAtMost == 0
    if isAnew || changes.count > next.count / 4 {
      let steps = target.standardized(steps: velocity)
      activations.move(by: steps)
      square?.move(by: steps)
    } else {
      activations.move(changes)
      square?.move(changes)
    }
    if isAnew {
      activations.start(at: standardized)
      square?.start(at: standardized)
      backward.startAnew()
    }
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
      guard squared > Scalar.leastShare * possible, squared.isFinite else { return nil }
      lengths.append(squared.squareRoot())
    }
    return lengths
  }

  /// ∂loss/∂f of each row, as shares of the largest of them, which may be too small for single precision.
  private struct Slopes {
    var shares: Matrix<Double>
    var sizes: [Double] = []
    /// ⟨∂loss/∂f, f⟩ = ⟨δ, z⟩, as a share too.
    var along: [Double] = []
  }

  private mutating func slopes(_ lengths: [Double]) -> Slopes {
    for row in 0..<active.rows {
      let factor = Scalar(1 / lengths[row])
      activations.value.withUnsafeRow(row) { values in
        active.withUnsafeMutableRow(row) { row in
          for unit in row.indices { row[unit] = values[unit] > 0 ? values[unit] * factor : 0 }
        }
      }
    }
    let scale = Scalar(1 / Double(target.width).squareRoot())
    let outputs = Matrix.product(active, output, times: scale, on: .one)
    var slopes = Slopes(shares: outputs.converted(to: Double.self))
    for (row, label) in labels.enumerated() {
      let values = slopes.shares.row(row)
      slopes.shares.withUnsafeMutableRow(row) { shares in
        _ = loss.differentiate(shares, label: Int(label))
        let size = shares.reduce(0) { max($0, abs($1)) }
        if size > 0 { for index in shares.indices { shares[index] /= size } }
        slopes.sizes.append(size)
        slopes.along.append(zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    return slopes
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
