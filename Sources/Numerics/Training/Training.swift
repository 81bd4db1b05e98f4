/// Trains the hidden layer of f(x) = (1/√m) Σ_r a_r relu(w_r·x), with W m×d moving and A m×C fixed.
///
/// The bits of the result depend on the plan, the rows and the start alone, not on the cores.
public struct Training: Sendable {
  /// The weights after training.
  public let hidden: Matrix<Double>
  /// The weights before, as the precision of training holds them.
  public let initial: Matrix<Double>
  /// One summary per epoch; with `Measure.rows` the first is of epoch 0.
  public let history: [EpochSummary]

  /// W₀: independent normals with the given deviation, as the paper starts.
  public static func startingWeights(
    width: Int, columns: Int, deviation: Double, seed: UInt64, on cores: Cores
  ) -> Matrix<Double> {
    CounterRandom(seed: seed, purpose: "TrainMLP/hidden")
      .normals(rows: width, columns: columns, deviation: deviation, on: cores)
  }

  /// A: independent signs.
  public static func outputWeights(width: Int, outputs: Int, seed: UInt64) -> Matrix<Double> {
    CounterRandom(seed: seed, purpose: "TrainMLP/output").signs(rows: width, columns: outputs)
  }

  /// Runs all epochs of the plan.
  ///
  /// - Parameters:
  ///   - data: the training rows, at least one, with labels below the number of outputs (or 2).
  ///   - test: rows whose accuracy is reported after every epoch.
  ///   - hidden: W₀, m×d.
  ///   - output: A, m×C.
  ///   - report: is called after each epoch.
  /// - Throws: `NumericsError.diverged` when the loss is no longer a number, and `cancelled`.
  public init(
    _ plan: TrainingPlan, data: LabelledRows, test: LabelledRows? = nil, hidden: Matrix<Double>,
    output: Matrix<Double>, on cores: Cores, report: (EpochSummary) -> Void = { _ in }
  ) throws(NumericsError) {
    precondition(
      data.rows.rows > 0 && data.rows.columns == hidden.columns && hidden.rows == output.rows
        && test?.rows.columns ?? hidden.columns == hidden.columns,
      "rows, W and A do not fit together")
    let result =
      switch plan.precision {
      case .single:
        try Self.run(plan, data, test, hidden, output, as: Float.self, cores, report)
      case .double:
        try Self.run(plan, data, test, hidden, output, as: Double.self, cores, report)
      }
    (self.hidden, initial, history) = result
  }

  private static func run<Scalar: TrainingScalar>(
    _ plan: TrainingPlan, _ data: LabelledRows, _ test: LabelledRows?, _ hidden: Matrix<Double>,
    _ output: Matrix<Double>, as type: Scalar.Type, _ cores: Cores,
    _ report: (EpochSummary) -> Void
  ) throws(NumericsError) -> (Matrix<Double>, Matrix<Double>, [EpochSummary]) {
    let layer = HiddenLayer<Scalar>(hidden: hidden, output: output, loss: plan.loss)
    let test = test.map { PaddedRows<Scalar>($0, on: cores) }
    let trainer = Trainer(plan, layer: layer, data: PaddedRows(data, on: cores), on: cores)
    try cores.checkCancellation()
    var history: [EpochSummary] = []
    for epoch in (plan.measure == .rows ? 0 : 1)..<max(1, plan.epochs + 1) {
      let summary = try run(epoch: epoch, trainer, test: test, cores)
      history.append(summary)
      report(summary)
    }
    return (layer.matrix(layer.hidden), layer.matrix(layer.start), history)
  }

  private static func run<Scalar: TrainingScalar>(
    epoch: Int, _ trainer: Trainer<Scalar>, test: PaddedRows<Scalar>?, _ cores: Cores
  ) throws(NumericsError) -> EpochSummary {
    var sums: Trainer<Scalar>.EpochSums?
    if epoch > 0 {
      let order = trainer.plan.order(epoch: epoch, rows: trainer.data.count)
      let earlier = (epoch - 1) * trainer.steps.count
      sums = trainer.runEpoch(order: order, earlierSteps: earlier, on: cores)
      guard sums != nil else { throw .cancelled }
    }
    if trainer.plan.measure == .rows { sums = trainer.measureObjective(on: cores) }
    guard let sums else { throw .cancelled }
    var accuracy: Double?
    if let test {
      guard let measured = trainer.measure(test, on: cores) else { throw .cancelled }
      accuracy = measured.accuracy
    }
    let distance = trainer.layer.relativeDistance()
    guard sums.loss.isFinite, distance.isFinite else { throw .diverged(epoch: epoch) }
    return EpochSummary(
      epoch: epoch, loss: sums.loss, trainAccuracy: sums.accuracy, testAccuracy: accuracy,
      relativeDistance: distance, gradientNorm: sums.gradientNorm)
  }
}
