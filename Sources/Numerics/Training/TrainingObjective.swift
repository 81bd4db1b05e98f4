/// What training makes small, over all rows at once: (1/2n) Σ loss + (ridge/2)‖W − W₀‖², as a
/// function of W m×d.
public struct TrainingObjective: Sendable {
  /// Whose outputs the loss is taken of.
  public enum Model: Sendable {
    /// f(x; W) = (1/√m) Σ_r a_r relu(w_r·x).
    case network
    /// The network's first-order expansion at W₀. As relu is homogeneous that is
    /// (1/√m) Σ_r a_r 1[w⁰_r·x > 0] w_r·x: gates stay where they were, and the loss is convex in W.
    case linearized
  }

  public var data: LabelledRows
  /// A, m×C.
  public var output: Matrix<Double>
  /// W₀, m×d.
  public var initial: Matrix<Double>
  public var loss: OutputLoss
  public var ridge: Double
  public var model: Model

  /// An objective; rows, A and W₀ must fit together.
  public init(
    _ data: LabelledRows, output: Matrix<Double>, initial: Matrix<Double>, loss: OutputLoss,
    ridge: Double, model: Model = .network
  ) {
    precondition(
      data.rows.columns == initial.columns && output.rows == initial.rows && data.rows.rows > 0,
      "rows, A and W₀ do not fit together")
    (self.data, self.output, self.initial) = (data, output, initial)
    (self.loss, self.ridge, self.model) = (loss, ridge, model)
  }

  /// Rows whose pre-activations are held at once.
  var blocks: Blocks { Blocks(of: data.rows.rows, size: 512) }
  /// 1/√m.
  var scale: Double { 1 / Double(initial.rows).squareRoot() }
  /// What turns a sum of losses into the objective's first part.
  var weight: Double { 0.5 / Double(data.rows.rows) }

  func rows(_ block: Range<Int>) -> Matrix<Double> { data.rows.gathered(rows: Array(block)) }

  /// w_r·x where the gate is open, else 0, and what the gates go by.
  func active(
    _ rows: Matrix<Double>, at weights: Matrix<Double>, on cores: Cores
  ) -> (active: Matrix<Double>, gating: Matrix<Double>) {
    var active = Matrix.product(rows, transposed: false, weights, transposed: true, on: cores)
    let gating =
      model == .network
      ? active : Matrix.product(rows, transposed: false, initial, transposed: true, on: cores)
    active.closeGates(of: gating)
    return (active, gating)
  }

  /// (1/2n) Σ loss, without the ridge.
  public func meanLoss(at weights: Matrix<Double>, on cores: Cores) -> Double {
    var sum = 0.0
    for index in 0..<blocks.count {
      let active = active(rows(blocks[index]), at: weights, on: cores).active
      var slopes = Matrix.product(active, output, times: scale, on: cores)
      sum += differentiate(&slopes, blocks[index])
    }
    return sum / Double(2 * data.rows.rows)
  }

  /// The objective.
  public func value(at weights: Matrix<Double>, on cores: Cores) -> Double {
    meanLoss(at: weights, on: cores) + penalty(at: weights)
  }

  /// (ridge/2)‖W − W₀‖².
  func penalty(at weights: Matrix<Double>) -> Double {
    var moved = weights
    moved.add(initial, times: -1)
    return ridge / 2 * moved.squaredNorm
  }

  /// The mean loss and the objective's gradient, relu′(0) = 0.
  public func gradient(
    at weights: Matrix<Double>, on cores: Cores
  ) -> (meanLoss: Double, gradient: Matrix<Double>) {
    var gradient = Matrix<Double>(rows: weights.rows, columns: weights.columns)
    gradient.add(weights, times: ridge)
    gradient.add(initial, times: -ridge)
    var sum = 0.0
    for index in 0..<blocks.count {
      let rows = rows(blocks[index])
      let (active, gating) = active(rows, at: weights, on: cores)
      var slopes = Matrix.product(active, output, times: scale, on: cores)
      sum += differentiate(&slopes, blocks[index])
      var back = Matrix.product(
        slopes, transposed: false, loss.backward(output), transposed: true,
        times: weight * scale, on: cores)
      back.closeGates(of: gating)
      gradient.accumulate(back, transposed: true, rows, on: cores)
    }
    return (sum / Double(2 * data.rows.rows), gradient)
  }

  /// Turns outputs into derivatives of the rows' losses, and returns the sum of these.
  func differentiate(_ outputs: inout Matrix<Double>, _ block: Range<Int>) -> Double {
    var sum = 0.0
    for row in 0..<block.count {
      let label = Int(data.labels[block.lowerBound + row])
      sum += outputs.withUnsafeMutableRow(row) { loss.differentiate($0, label: label) }
    }
    return sum
  }
}
