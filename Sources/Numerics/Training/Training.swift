/// Trains the hidden layer of f(x) = (1/√m) Σ_r a_r relu(w_r·x), with W m×d moving and A m×C fixed.
///
/// The bits of the result depend on the plan, the rows and the start alone, not on the cores.
public struct Training: Sendable {
  /// The weights after training.
  public let hidden: Matrix<Double>
  /// The weights before, as the precision of training holds them.
  public let initial: Matrix<Double>
  /// The weights after the epochs that the plan keeps, in rising order.
  public let kept: [EpochWeights]
  /// One summary per epoch; with `Measure.rows` the first is of epoch 0.
  public let history: [EpochSummary]

  /// Makes the rows that a batch is replaced by, from the numbers of its rows, the epoch (from 1) and
  /// the weights as they are.
  public typealias Adversary =
    @Sendable (_ batch: [Int], _ epoch: Int, _ hidden: Matrix<Double>) throws(NumericsError) ->
    Matrix<Double>

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
  ///   - adversary: what each batch is replaced by before its step; it must not depend on the cores.
  ///   - report: is called after each epoch.
  /// - Throws: `NumericsError.diverged` when the loss is no longer a number, `cancelled`, and what the
  ///   adversary throws.
  public init(
    _ plan: TrainingPlan, data: LabelledRows, test: LabelledRows? = nil, hidden: Matrix<Double>,
    output: Matrix<Double>, against adversary: Adversary? = nil, on cores: Cores,
    report: (EpochSummary) -> Void = { _ in }
  ) throws(NumericsError) {
    precondition(
      data.rows.rows > 0 && data.rows.columns == hidden.columns && hidden.rows == output.rows
        && test?.rows.columns ?? hidden.columns == hidden.columns,
      "rows, W and A do not fit together")
    let layers = (hidden: hidden, output: output)
    switch plan.precision {
    case .single:
      self = try Self.run(plan, data, test, layers, as: Float.self, adversary, cores, report)
    case .double:
      self = try Self.run(plan, data, test, layers, as: Double.self, adversary, cores, report)
    }
  }

  private init(
    hidden: Matrix<Double>, initial: Matrix<Double>, kept: [EpochWeights], history: [EpochSummary]
  ) {
    (self.hidden, self.initial, self.kept, self.history) = (hidden, initial, kept, history)
  }

  private static func run<Scalar: TrainingScalar>(
    _ plan: TrainingPlan, _ data: LabelledRows, _ test: LabelledRows?,
    _ layers: (hidden: Matrix<Double>, output: Matrix<Double>), as type: Scalar.Type,
    _ adversary: Adversary?, _ cores: Cores, _ report: (EpochSummary) -> Void
  ) throws(NumericsError) -> Training {
    let layer = HiddenLayer<Scalar>(
      hidden: layers.hidden, output: layers.output, loss: plan.loss)
    let test = test.map { PaddedRows<Scalar>($0, on: cores) }
    let trainer = Trainer(
      plan, layer: layer, data: PaddedRows(data, on: cores), isAttacked: adversary != nil,
      on: cores)
    try cores.checkCancellation()
    var history: [EpochSummary] = []
    var kept: [EpochWeights] = []
    for epoch in 0..<max(1, plan.epochs + 1) {
      if epoch > 0 || plan.measure == .rows {
        let summary = try run(epoch: epoch, trainer, test: test, adversary, cores)
        history.append(summary)
        report(summary)
      }
      if plan.keptEpochs.contains(epoch) {
        kept.append(EpochWeights(epoch: epoch, hidden: layer.matrix(layer.hidden)))
      }
    }
    return Training(
      hidden: layer.matrix(layer.hidden), initial: layer.matrix(layer.start), kept: kept,
      history: history)
  }

  private static func run<Scalar: TrainingScalar>(
    epoch: Int, _ trainer: Trainer<Scalar>, test: PaddedRows<Scalar>?, _ adversary: Adversary?,
    _ cores: Cores
  ) throws(NumericsError) -> EpochSummary {
    var sums: Trainer<Scalar>.EpochSums?
    if epoch > 0 {
      let order = trainer.plan.order(epoch: epoch, rows: trainer.data.count)
      if let adversary {
        sums = try trainer.runEpoch(epoch, order: order, against: adversary, on: cores)
      } else {
        let earlier = (epoch - 1) * trainer.steps.count
        sums = trainer.runEpoch(order: order, earlierSteps: earlier, on: cores)
      }
      guard sums != nil else { throw .cancelled }
    }
    let replacedAccuracy = sums?.replacedAccuracy
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
      relativeDistance: distance, gradientNorm: sums.gradientNorm,
      replacedAccuracy: replacedAccuracy)
  }
}
