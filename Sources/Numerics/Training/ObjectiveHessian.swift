/// The second derivative of a training objective at some weights, as its product with directions.
///
/// H = (1/2n) Σ_i J_iᵀ B_i J_i + ridge·I with J_i the derivative of row i's outputs in W and B_i that of its
/// loss's derivative in the outputs: 2I for squared error, diag(p) − ppᵀ for cross-entropy. Since
/// relu″ = 0 wherever relu is smooth, nothing is left out; only at kinks is it a convention.
public struct ObjectiveHessian: Sendable {
  private let objective: TrainingObjective
  /// A as derivatives flow through it, forwards and backwards alike, which keeps H symmetric.
  private let output: Matrix<Double>
  /// For each block of rows, which gates are open: row, unit.
  private let open: [[Bool]]
  /// The outputs' probabilities, n×C, for cross-entropy.
  private let probabilities: Matrix<Double>

  /// The Hessian at `weights`, m×d.
  public init(
    of objective: TrainingObjective, at weights: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) {
    self.objective = objective
    output = objective.loss.backward(objective.output)
    let blocks = objective.blocks
    var open: [[Bool]] = []
    var probabilities: [Double] = []
    for index in 0..<blocks.count {
      let (active, gating) = objective.active(
        objective.rows(blocks[index]), at: weights, on: cores)
      var outputs = Matrix.product(
        active, objective.output, times: objective.scale, on: cores)
      try cores.checkCancellation()
      open.append(gating.withUnsafeBufferPointer { $0.map { $0 > 0 } })
      _ = objective.differentiate(&outputs, blocks[index])
      for (row, label) in objective.data.labels[blocks[index]].enumerated()
      where objective.loss == .crossEntropy {
        outputs[row, Int(label)] += 1
      }
      probabilities += outputs.elements
    }
    self.open = open
    self.probabilities = Matrix(
      rows: objective.data.rows.rows, columns: output.columns, probabilities)
  }

  /// H·V for a direction V m×d.
  public func product(
    _ direction: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    var result = direction
    result.scale(by: objective.ridge)
    let (scale, blocks) = (objective.scale, objective.blocks)
    for index in 0..<blocks.count {
      let rows = objective.rows(blocks[index])
      var moved = Matrix.product(rows, transposed: false, direction, transposed: true, on: cores)
      moved.close(open[index])
      var slopes = Matrix.product(moved, output, times: scale, on: cores)
      bend(&slopes, blocks[index])
      var back = Matrix.product(
        slopes, transposed: false, output, transposed: true, times: objective.weight * scale,
        on: cores)
      back.close(open[index])
      result.accumulate(back, transposed: true, rows, on: cores)
      try cores.checkCancellation()
    }
    return result
  }

  /// From changes of the outputs to changes of the losses' derivatives: s ← B·s.
  private func bend(_ slopes: inout Matrix<Double>, _ block: Range<Int>) {
    guard objective.loss == .crossEntropy else { return slopes.scale(by: 2) }
    for row in 0..<block.count {
      probabilities.withUnsafeRow(block.lowerBound + row) { p in
        slopes.withUnsafeMutableRow(row) { slopes in
          let mean = slopes.indices.reduce(0) { $0 + p[$1] * slopes[$1] }
          for index in slopes.indices { slopes[index] = p[index] * (slopes[index] - mean) }
        }
      }
    }
  }

  /// The `count` largest eigenvalues, by `LargestEigenvalues`.
  public func largestEigenvalues(
    _ count: Int, tolerance: Double = 1e-8, on cores: Cores
  ) throws(NumericsError) -> LargestEigenvalues {
    let (rows, columns) = (objective.initial.rows, objective.initial.columns)
    return try LargestEigenvalues(
      count, of: rows * columns, tolerance: tolerance, on: cores
    ) { (vector) throws(NumericsError) in
      try product(vector.reshaped(rows: rows, columns: columns), on: cores)
        .reshaped(rows: 1, columns: rows * columns)
    }
  }
}

extension Matrix<Double> {
  /// Sets to zero what belongs to a closed gate.
  fileprivate mutating func close(_ open: [Bool]) {
    open.withUnsafeBufferPointer { open in
      withUnsafeMutableBufferPointer { elements in
        for index in elements.indices where !open[index] { elements[index] = 0 }
      }
    }
  }

  /// The same elements in the same order, in lines of another length.
  fileprivate func reshaped(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, buffer: buffer)
  }
}
