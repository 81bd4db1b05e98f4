extension Trainer {
  /// Takes every batch once, in the given order of rows, each replaced by what the adversary makes of it
  /// at the weights before its step.
  ///
  /// A batch cannot be gathered while the one before it is stepped on, as otherwise, since its rows
  /// depend on that step. The accuracy is that on the batches' own rows, each before its step.
  func runEpoch(
    _ epoch: Int, order: [Int64], against adversary: Training.Adversary, on cores: Cores
  ) throws(NumericsError) -> EpochSums {
    let total = Double(data.count)
    var sums = EpochSums(loss: 0, accuracy: 0, gradientNorm: 0)
    var (right, replacedRight) = (0.0, 0.0)
    for index in 0..<steps.count {
      let taken = order[steps[index]]
      let share = Double(taken.count) / total
      let own = data.gathered(taken, stride: layer.stride)
      guard let clean = measure(own, on: cores) else { throw .cancelled }
      let replaced = try adversary(taken.map(Int.init), epoch, layer.matrix(layer.hidden))
      let stepper = replacing(
        data: PaddedRows(LabelledRows(rows: replaced, labels: own.labels), on: cores))
      let inOrder = (0..<taken.count).map(Int64.init)
      let earlier = (epoch - 1) * steps.count + index
      guard let step = stepper.runEpoch(order: inOrder, earlierSteps: earlier, on: cores) else {
        throw .cancelled
      }
      sums.loss += step.loss * share
      sums.gradientNorm += step.gradientNorm / Double(steps.count)
      right += (clean.accuracy * Double(taken.count)).rounded()
      replacedRight += (step.accuracy * Double(taken.count)).rounded()
    }
    sums.accuracy = right / total
    sums.replacedAccuracy = replacedRight / total
    return sums
  }
}
