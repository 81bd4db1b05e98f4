/// f(x) = (1/√m) Σ_r a_r relu(w_r·x) in double precision, with W m×d and A m×C.
public struct TwoLayerNetwork: Sendable {
  public let hidden: Matrix<Double>
  public let output: Matrix<Double>

  /// A network; A has a row for each of W's.
  public init(hidden: Matrix<Double>, output: Matrix<Double>) {
    precondition(hidden.rows == output.rows, "W and A belong to different units")
    self.hidden = hidden
    self.output = output
  }

  /// The outputs for a block of rows, on the calling thread.
  public func outputs(of rows: Matrix<Double>) -> Matrix<Double> {
    outputs(activations: activations(of: rows))
  }

  /// The gradient of each row's own loss with respect to the row, on the calling thread:
  /// (1/√m) Σ_r 1[w_r·x > 0] (a_r·∂loss/∂f) w_r, for a label per row.
  public func gradient(
    of loss: OutputLoss, at rows: Matrix<Double>, labels: ArraySlice<Int32>
  ) -> Matrix<Double> {
    precondition(labels.count == rows.rows, "one label a row")
    let activations = activations(of: rows)
    var slopes = outputs(activations: activations)
    for (row, label) in labels.enumerated() {
      slopes.withUnsafeMutableRow(row) { _ = loss.differentiate($0, label: Int(label)) }
    }
    var gates = Matrix.product(
      slopes, transposed: false, loss.backward(output), transposed: true, times: scale, on: .one)
    gates.withUnsafeMutableBufferPointer { gates in
      activations.withUnsafeBufferPointer { active in
        for index in gates.indices where !(active[index] > 0) { gates[index] = 0 }
      }
    }
    return .product(gates, hidden, on: .one)
  }

  private var scale: Double { 1 / Double(hidden.rows).squareRoot() }

  /// relu(w_r·x), row by row.
  private func activations(of rows: Matrix<Double>) -> Matrix<Double> {
    var active = Matrix.product(rows, transposed: false, hidden, transposed: true, on: .one)
    active.withUnsafeMutableBufferPointer { active in
      for index in active.indices where active[index] <= 0 { active[index] = 0 }
    }
    return active
  }

  private func outputs(activations: Matrix<Double>) -> Matrix<Double> {
    .product(activations, output, times: scale, on: .one)
  }
}
