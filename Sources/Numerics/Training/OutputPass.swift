/// From the tiles' shares of the outputs to losses and their derivatives, for some rows of a block.
struct OutputPass<Scalar: TrainingScalar>: Sendable {
  let layer: HiddenLayer<Scalar>
  let loss: OutputLoss

  /// The sum of the losses and the number of right answers.
  struct Sums: Sendable {
    var loss = 0.0
    var right = 0
  }

  /// The distance from one tile's share of the outputs of a block to the next one's.
  var shareStride: Int { layer.outputs * RowBlocks<Scalar>.height }

  /// Adds the shares in tile order, compares with the labels, and writes the derivative of
  /// loss·`weight` with respect to the pre-activations' factors, one row of `delta` per output.
  func run(
    rows: Range<Int>, shares: UnsafePointer<Scalar>, labels: (Int) -> Int32, weight: Double,
    delta: UnsafeMutablePointer<Scalar>
  ) -> Sums {
    let height = RowBlocks<Scalar>.height
    let factor = Scalar(weight * layer.scale)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: layer.outputs) { outputs in
      var sums = Sums()
      for row in rows {
        for index in 0..<layer.outputs {
          var sum = 0.0
          for tile in 0..<layer.tiles.count {
            sum += Double(shares[tile * shareStride + index * height + row])
          }
          outputs[index] = sum * layer.scale
        }
        let label = Int(labels(row))
        if OutputLoss.isRight(outputs, label: label) { sums.right += 1 }
        sums.loss += loss.differentiate(outputs, label: label)
        for index in 0..<layer.outputs {
          delta[index * height + row] = Scalar(outputs[index]) * factor
        }
      }
      return sums
    }
  }
}
