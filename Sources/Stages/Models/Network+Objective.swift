internal import Numerics
internal import Pipeline

extension Network {
  /// The training loss (1/2n) Σ loss over all rows at the network's weights, and the norm of the gradient in W of
  /// the objective, which is that loss + (ridge/2)‖W − W₀‖².
  ///
  /// The history may hold means over batches before their steps, which do not say how far training has come.
  func objective(
    at data: Features, ridge: Double, on cores: Cores
  ) -> (loss: Double, gradientNorm: Double) {
    var gradient = Matrix<Double>(rows: hidden.rows, columns: hidden.columns)
    gradient.add(hidden, times: ridge)
    gradient.add(initial, times: -ridge)
    let block = 512
    var loss = 0.0
    for start in stride(from: 0, to: data.matrix.rows, by: block) {
      let rows = start..<min(start + block, data.matrix.rows)
      loss += addGradient(
        to: &gradient, of: data.matrix.gathered(rows: Array(rows)), labels: data.labels[rows],
        weight: 0.5 / Double(data.matrix.rows), on: cores)
    }
    return (loss / Double(2 * data.matrix.rows), gradient.frobeniusNorm)
  }

  /// Adds the gradient of `weight` times the rows' losses, and returns the sum of the losses.
  private func addGradient(
    to gradient: inout Matrix<Double>, of rows: Matrix<Double>, labels: ArraySlice<Int32>,
    weight: Double, on cores: Cores
  ) -> Double {
    let scale = 1 / Double(width).squareRoot()
    var active = Matrix.product(rows, transposed: false, hidden, transposed: true, on: cores)
    active.close(where: active)
    var slopes = Matrix.product(active, output, times: scale, on: cores)
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      slopes.withUnsafeMutableRow(row) {
        sum += loss.outputLoss.differentiate($0, label: Int(label))
      }
    }
    var back = Matrix.product(
      slopes, transposed: false, loss.outputLoss.backward(output), transposed: true,
      times: weight * scale, on: cores)
    back.close(where: active)
    gradient.accumulate(back, transposed: true, rows, on: cores)
    return sum
  }
}
