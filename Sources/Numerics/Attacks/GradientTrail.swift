/// Gradients of the losses of a block of rows along a path of small steps, on the calling thread.
///
/// An attack moves most columns on as it did before, and few gates open or close between two steps.
/// So everything linear is carried along: with v the last step, y·M moves by v·M, and v·M changes
/// by the rows of M where v did; the gradient δ·Mᵀ = Σ_c (∂loss/∂f_c) Σ_{r open} a_rc·M_r keeps its
/// inner sums, which change by the gates that do. This takes an order of magnitude less arithmetic
/// than products with M, and ends at the same numbers up to rounding.
package struct GradientTrail {
  private let target: ComposedNetwork
  private let loss: OutputLoss
  private let labels: ArraySlice<Int32>
  /// A as gradients flow back through it, scaled by 1/√m.
  private let signs: Matrix<Double>
  /// Whether the inner sums are kept; they pay only on longer paths than there are classes.
  private let keepsSums: Bool

  /// Where the rows are, up to `tolerance`, and how they moved last.
  private var points: Matrix<Double>?
  private var velocity: Matrix<Double>
  /// y·M and its last step.
  private var activations: Linear
  /// y·L·Lᵀ and its last step, unless that is y itself.
  private var square: Linear?
  /// Which gates the inner sums hold open.
  private var open: [Bool]
  /// Σ_{r open} a_rc·M_r/√m for each row and output c.
  private var inner: Matrix<Double>

  /// A linear function of the points, with its matrix.
  private struct Linear {
    let matrix: Matrix<Double>
    let strips: Strips
    var value: Matrix<Double>
    var step: Matrix<Double>

    init(_ matrix: Matrix<Double>, _ strips: Strips, rows: Int) {
      (self.matrix, self.strips) = (matrix, strips)
      value = Matrix(rows: rows, columns: matrix.columns)
      step = value
    }

    mutating func start(at rows: Matrix<Double>) { value = .product(rows, matrix, on: .one) }

    /// A step to rows that many columns reach otherwise than by the last step.
    mutating func move(to rows: Matrix<Double>) {
      let former = value
      start(at: rows)
      step = value
      step.add(former, times: -1)
    }

    mutating func move(_ changes: RowSums) {
      changes.add(of: strips, to: &step)
      value.add(step, times: 1)
    }
  }

  /// - Parameters:
  ///   - labels: one per row.
  ///   - steps: about how many gradients will be asked for.
  package init(_ target: ComposedNetwork, loss: OutputLoss, labels: ArraySlice<Int32>, steps: Int) {
    (self.target, self.loss, self.labels) = (target, loss, labels)
    let scale = 1 / Double(target.width).squareRoot()
    var signs = loss.backward(target.network.output)
    signs.scale(by: scale)
    self.signs = signs
    let (rows, outputs) = (labels.count, signs.columns)
    keepsSums = steps >= 2 * outputs
    velocity = Matrix(rows: rows, columns: target.columns)
    activations = Linear(target.forward, target.forwardStrips, rows: rows)
    if let square = target.square, let strips = target.squareStrips {
      self.square = Linear(square, strips, rows: rows)
    } else {
      square = nil
    }
    open = Array(repeating: false, count: keepsSums ? rows * target.width : 0)
    inner = Matrix(rows: keepsSums ? rows * outputs : 0, columns: target.columns)
  }

  /// The gradients at the next points, or nil where ‖x‖ is lost in rounding, so that another way
  /// must be taken.
  package mutating func gradient(at next: Matrix<Double>) -> Matrix<Double>? {
    let standardized = target.standardized(next)
    move(to: next, standardized)
    guard let lengths = lengths(standardized) else { return nil }
    let (slopes, along) = slopes(lengths)
    var gradient = backward(slopes)
    let square = square?.value ?? standardized
    for row in 0..<gradient.rows {
      square.withUnsafeRow(row) { square in
        gradient.withUnsafeMutableRow(row) { gradient in
          let (length, share) = (lengths[row], target.isUnit ? along[row] / lengths[row] : 0)
          for column in gradient.indices {
            gradient[column] =
              (gradient[column] - share * square[column]) / (length * target.deviation[column])
          }
        }
      }
    }
    return gradient
  }

  /// How far a column may be from where it is taken to be; a few roundings of a pixel.
  private static var tolerance: Double { 1e-15 }

  /// Moves everything linear on by the last step, changed where a column moves otherwise.
  private mutating func move(to next: Matrix<Double>, _ standardized: Matrix<Double>) {
    guard var points else {
      activations.start(at: standardized)
      square?.start(at: standardized)
      points = next
      return
    }
    self.points = nil
    var changes = RowSums()
    for row in 0..<next.rows {
      next.withUnsafeRow(row) { next in
        points.withUnsafeMutableRow(row) { point in
          velocity.withUnsafeMutableRow(row) { velocity in
            for column in next.indices {
              point[column] += velocity[column]
              let change = next[column] - point[column]
              guard !(abs(change) <= Self.tolerance * (1 + abs(next[column]))) else { continue }
              changes.append(row: column, times: change / target.deviation[column])
              velocity[column] += change
              point[column] = next[column]
            }
          }
        }
      }
      changes.endTarget()
    }
    if changes.count > next.count / 4 {
      activations.move(to: standardized)
      square?.move(to: standardized)
    } else {
      activations.move(changes)
      square?.move(changes)
    }
    self.points = points
  }

  /// ‖x‖ of each row, or 1 where rows are not scaled.
  private func lengths(_ standardized: Matrix<Double>) -> [Double]? {
    guard target.isUnit else { return Array(repeating: 1, count: standardized.rows) }
    var lengths: [Double] = []
    for row in 0..<standardized.rows {
      let squares = standardized.withUnsafeRow(row) { y in
        let norm = y.reduce(0) { $0 + $1 * $1 }
        guard let square else { return (norm, 0.0) }
        return square.value.withUnsafeRow(row) { q in
          (zip(y, q).reduce(0) { $0 + $1.0 * $1.1 }, norm)
        }
      }
      guard squares.0 > 1e-5 * target.growth * squares.1 else { return nil }
      lengths.append(squares.0.squareRoot())
    }
    return lengths
  }

  /// ∂loss/∂f of each row, and ⟨∂loss/∂f, f⟩ = ⟨δ, z⟩.
  private func slopes(_ lengths: [Double]) -> (slopes: Matrix<Double>, along: [Double]) {
    var active = activations.value
    for row in 0..<active.rows {
      let factor = 1 / lengths[row]
      active.withUnsafeMutableRow(row) { row in
        for unit in row.indices { row[unit] = row[unit] > 0 ? row[unit] * factor : 0 }
      }
    }
    var outputs = Matrix.product(
      active, target.network.output, times: 1 / Double(target.width).squareRoot(), on: .one)
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

  /// δ·Mᵀ for the given ∂loss/∂f.
  private mutating func backward(_ slopes: Matrix<Double>) -> Matrix<Double> {
    var gradient = Matrix<Double>(rows: slopes.rows, columns: target.columns)
    guard keepsSums else {
      var sums = RowSums()
      let factors = Matrix.product(slopes, transposed: false, signs, transposed: true, on: .one)
      for row in 0..<slopes.rows {
        for unit in 0..<target.width where activations.value[row, unit] > 0 {
          sums.append(row: unit, times: factors[row, unit])
        }
        sums.endTarget()
      }
      sums.add(of: target.backward, to: &gradient)
      return gradient
    }
    updateInnerSums()
    for row in 0..<slopes.rows {
      gradient.withUnsafeMutableRow(row) { gradient in
        for output in 0..<slopes.columns {
          let slope = slopes[row, output]
          inner.withUnsafeRow(row * slopes.columns + output) { inner in
            for column in gradient.indices { gradient[column] += slope * inner[column] }
          }
        }
      }
    }
    return gradient
  }

  /// Adds the units whose gates have opened to the inner sums, and subtracts those that have closed.
  private mutating func updateInnerSums() {
    var sums = RowSums(outputs: signs.columns)
    for row in 0..<activations.value.rows {
      activations.value.withUnsafeRow(row) { activations in
        for unit in activations.indices {
          let isOpen = activations[unit] > 0
          guard open[row * target.width + unit] != isOpen else { continue }
          open[row * target.width + unit] = isOpen
          signs.withUnsafeRow(unit) { sums.append(row: unit, times: $0, sign: isOpen ? 1 : -1) }
        }
      }
      sums.endTarget()
    }
    sums.add(of: target.backward, to: &inner)
  }
}
