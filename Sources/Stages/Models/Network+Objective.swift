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
    let objective = TrainingObjective(
      data.labelledRows, output: output, initial: initial, loss: loss.outputLoss, ridge: ridge)
    let (loss, gradient) = objective.gradient(at: hidden, on: cores)
    return (loss, gradient.frobeniusNorm)
  }
}
