public import Numerics

extension FeatureMap {
  /// How many rows one thread maps at once; fixed, so that the sums inside do not depend on cores.
  private static var blockHeight: Int { 128 }

  /// The rows that `pixels` become, one for each.
  public func apply(_ pixels: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(pixels.columns == columns, "\(pixels.columns) columns for a map of \(columns)")
    return blocks(of: pixels.rows, columns: outputColumns, on: cores) { range in
      steps.reduce(pixels.gathered(rows: Array(range))) { $1.apply($0) }
    }
  }

  /// The gradient with respect to `pixels` of functions of single rows, whose gradients with
  /// respect to the mapped rows are given: per row, the transposed Jacobian times the gradient.
  public func pullback(
    _ gradient: Matrix<Double>, at pixels: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    precondition(gradient.rows == pixels.rows, "one gradient a row")
    return self.gradient(at: pixels, on: cores) { range, _ in
      gradient.gathered(rows: Array(range))
    }
  }

  /// The same with the gradients computed on the way, which maps the rows only once: `body`
  /// receives the numbers of some rows and the rows that they become.
  public func gradient(
    at pixels: Matrix<Double>, on cores: Cores,
    _ body: @Sendable (Range<Int>, Matrix<Double>) -> Matrix<Double>
  ) -> Matrix<Double> {
    precondition(pixels.columns == columns, "\(pixels.columns) columns for a map of \(columns)")
    return blocks(of: pixels.rows, columns: columns, on: cores) { range in
      var stages = [pixels.gathered(rows: Array(range))]
      for step in steps { stages.append(step.apply(stages[stages.count - 1])) }
      var gradient = body(range, stages[steps.count])
      for (index, step) in steps.enumerated().reversed() {
        gradient = step.pullback(gradient, at: stages[index], image: stages[index + 1])
      }
      return gradient
    }
  }

  private func blocks(
    of rows: Int, columns: Int, on cores: Cores,
    _ body: @Sendable (Range<Int>) -> Matrix<Double>
  ) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, inBlocksOf: Self.blockHeight, on: cores) { range, target in
      body(range).withUnsafeBufferPointer { source in
        _ = target.initialize(fromContentsOf: source)
      }
    }
  }
}
