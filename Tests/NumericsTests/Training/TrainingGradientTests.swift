import Numerics
import Testing

/// The step of gradient descent is the gradient; here it meets differences of the objective.
@Suite("Training gradients") struct TrainingGradientTests {
  static func objective(
    _ weights: Matrix<Double>, _ start: Matrix<Double>, _ output: Matrix<Double>,
    _ data: LabelledRows, _ plan: TrainingPlan
  ) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var total = 0.0
    for row in 0..<data.rows.rows {
      let x = data.rows.row(row)
      var outputs = [Double](repeating: 0, count: output.columns)
      for unit in 0..<weights.rows {
        let active = max(0, dot(weights.row(unit), x)) / Double(weights.rows).squareRoot()
        for index in outputs.indices { outputs[index] += output[unit, index] * active }
      }
      total += outputs.withUnsafeMutableBufferPointer {
        plan.loss.differentiate($0, label: Int(data.labels[row]))
      }
    }
    let pull = zip(weights.elements, start.elements).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    return total / Double(2 * data.rows.rows) + plan.ridge / 2 * pull
  }

  @Test(
    arguments: [
      (OutputLoss.crossEntropy, 4, false), (.squaredError, 4, false), (.squaredError, 1, false),
      (.crossEntropy, 3, true), (.squaredError, 3, true),
    ])
  func `two steps agree with central differences`(
    loss: OutputLoss, outputs: Int, isPlain: Bool
  ) throws {
    var plan = TrainingPlan()
    (plan.loss, plan.precision, plan.optimizer) = (loss, .double, .gradientDescent)
    (plan.learningRate, plan.ridge, plan.batch) = (0.5, 0.3, 1000)
    let data =
      isPlain
      ? TrainingTests.plainRows(140, columns: 5)
      : TrainingTests.rows(140, columns: 5, classes: max(2, outputs))
    let start = Training.startingWeights(width: 7, columns: 5, deviation: 1, seed: 2, on: .one)
    let output = Training.outputWeights(width: 7, outputs: outputs, seed: 2)
    func weights(after epochs: Int) throws -> Matrix<Double> {
      plan.epochs = epochs
      return try Training(plan, data: data, hidden: start, output: output, on: Cores(2)).hidden
    }
    let (first, second) = (try weights(after: 1), try weights(after: 2))
    for index in stride(from: 0, to: first.count, by: 3) {
      let (row, column) = (index / 5, index % 5)
      let step = 1e-6
      var (above, below) = (first, first)
      above[row, column] += step
      below[row, column] -= step
      let slope =
        (Self.objective(above, start, output, data, plan)
          - Self.objective(below, start, output, data, plan)) / (2 * step)
      #expect(abs((first[row, column] - second[row, column]) / 0.5 - slope) < 1e-6)
    }
  }
}
