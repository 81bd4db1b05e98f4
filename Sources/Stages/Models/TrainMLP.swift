internal import Numerics
public import Pipeline

/// A two-layer ReLU network, of which only the hidden weights are trained.
///
/// Two classes share one output with the targets −1 and 1; more have one output each and one-hot
/// targets. Everything random comes from `seed`: the start, the output signs, the order of rows and
/// where attacks start. In adversarial training each batch is replaced by its attacked version against
/// the weights as they are; gradients flow through the rows' feature map with everything it was
/// computed from frozen, attention's context at the clean rows.
public struct TrainMLP: Stage {
  public static let summary =
    "A two-layer ReLU network, its hidden layer trained from small weights."
  public static let version = 5
  public static let source = "arXiv:2603.13085, section 3 and appendix A"
  public static let data = Port<Features>("data", "the training rows")
  public static let test = OptionalPort<Features>(
    "test", "rows whose accuracy is recorded after every epoch")
  public static let start = OptionalPort<Network>(
    "start", "the first iterate, also the W₀ of the penalty; its output weights are kept")
  public static let images = OptionalPort<Dataset>(
    "images", "the images that the training rows were made from, for adversarial training")
  public static let inputs: [any InputPort] = [data, test, start, images]
  public static let settings: [Setting<Self>] =
    [
      Setting(
        "width", \.width, "the number of hidden units; with start, as many as it has",
        in: 1...1 << 24
      )
      .used(when: ownStart, hasOwnStart),
      Setting("epochs", \.epochs, "how often every row is taken", in: 0..., unit: "epochs"),
      Setting(
        "batch", \.batch, "how many rows make one step; the last batch keeps what is left",
        in: 1...,
        unit: "rows"),
      Setting("learning-rate", \.learningRate, "the length of a step", above: 0),
      Setting("ridge", \.ridge, "the weight of ½‖W − W₀‖² in the objective", in: 0...),
      Setting(
        "loss", \.loss, "what is made small; automatic: cross-entropy, or mse for two classes"),
      Setting("init-scale", \.initScale, "the standard deviation of the first weights", above: 0)
        .used(when: ownStart, hasOwnStart),
      Setting(
        "seed", \.seed, "what the start, the order of rows and attacks are drawn from", in: 0...
      )
      .used(when: "shuffle is true, start is not wired, or attacks start anywhere") {
        stage, wiring in
        stage.shuffle || hasOwnStart(stage, wiring) || stage.isAttackRandom
      },
      Setting("shuffle", \.shuffle, "whether rows are taken in a new order in every epoch"),
      Setting("optimizer", \.optimizer, "how gradients become steps"),
      Setting("precision", \.precision, "the numbers that weights are trained in"),
      Setting(
        "record", \.record,
        "what the history measures: batches before their steps, or all rows after each epoch "
          + "(twice the time)"),
      Setting(
        "keep", \.keep, "epochs after which the weights are kept, beside the first and the last",
        in: 0...
      ).used(when: "it lists epochs") { stage, _ in !stage.keep.isEmpty },
    ] + attackSettings

  /// How gradients become steps.
  public enum Optimizer: String, Choice {
    /// Adam with β 0.9 and 0.999, ε 1e-8.
    case adam
    /// Plain gradient descent.
    case gradientDescent = "gd"
  }

  /// What the history measures.
  public enum Measure: String, Choice { case batches, rows }

  private static let ownStart = "start is not wired"
  private static let hasOwnStart: @Sendable (Self, Wiring) -> Bool = { _, wiring in
    !wiring.isWired(start.name)
  }

  var width = 1024
  var epochs = 20
  var batch = 128
  var learningRate = 1e-3
  var ridge = 1e-3
  var loss: Loss?
  var initScale = 0.01
  var seed = 1
  var shuffle = true
  var optimizer = Optimizer.adam
  var precision = Precision.float
  var record = Measure.batches

  var keep: [Int] = []
  var adversarial = Adversarial.none
  var epsilon = 0.3
  var step = 0.01
  var steps = 40
  var attackStart = Perturb.Start.random
  var space = Perturb.Space.pixel

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if let late = keep.first(where: { $0 > epochs }) {
      faults.append(
        SettingFault("names epoch \(late), but training ends after \(epochs)", setting: "keep"))
    }
    if adversarial != .none, !wiring.isWired(Self.images.name) {
      faults.append(
        SettingFault(
          "moves the pixels of the training rows; wire their ‘images’", setting: "adversarial"))
    }
    return faults
  }

  /// The rows in the precision of training and as lists, the weights with what the optimizer keeps, W and W₀ in
  /// double, the batches, and gates and derivatives of all rows when they are measured; the weights that
  /// are kept; for attacks the map, composed, and the state of a batch.
  public func memory(_ inputs: InputShapes) -> Int {
    let (columns, size) = (inputs[Self.data, "columns"], precision == .float ? 4 : 8)
    let trained = inputs[Self.data, "rows"]
    let rows = trained + inputs[Self.test, "rows"]
    let units = inputs[Self.start, "width"] > 0 ? inputs[Self.start, "width"] : width
    let outputs = max(1, inputs[Self.data, "classes"])
    let batchRows = 128 + min(batch, trained)
    let weights = units * columns * (4 * size + 24)
    let lists = adversarial == .none ? trained * columns * (size + 2) / 2 : 0
    // Two batches of whole rows and one transposed, or each of two batches in lists by row and by column.
    let element = max(3 * size, (batch < trained ? 4 : 2) * (size + 2))
    let batches =
      batchRows * (columns * element + units + units / 48 * outputs * size) + lists
    let measured = record == .rows ? trained * (units / 4 + outputs * size) : 0
    let kept = 8 * keep.count * units * columns
    return 64 << 20 + inputs.bytes + rows * (columns * size + 32) + weights + batches + measured
      + kept + attackMemory(inputs, units: units)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Network {
    let data = try inputs[Self.data]
    try data.checkRows(at: Self.data.name)
    let test = try inputs[Self.test]
    try test?.checkRows(at: Self.test.name)
    try test?.checkFit(to: data, at: Self.test.name)
    let (hidden, output) = try weights(for: data, start: inputs[Self.start], in: context)
    let loss = try chosenLoss(outputs: output.columns)
    let adversary = try adversary(
      data, inputs[Self.images], output: output, raising: loss.outputLoss, in: context)
    if adversary == nil { context.report(0, of: epochs, "epochs") }
    let training = try computing { () throws(NumericsError) in
      try Training(
        plan(loss), data: data.labelledRows, test: test?.labelledRows, hidden: hidden,
        output: output, against: adversary, on: context.threads
      ) { if adversary == nil { context.report($0.epoch, of: epochs, "epochs") } }
    }
    return Network(
      hidden: training.hidden, output: output, initial: training.initial, kept: training.kept,
      history: training.history.map(EpochRecord.init), loss: loss, about: facts)
  }

  private func plan(_ loss: Loss) -> TrainingPlan {
    var plan = TrainingPlan()
    plan.epochs = epochs
    plan.batch = batch
    plan.learningRate = learningRate
    plan.ridge = ridge
    plan.loss = loss.outputLoss
    plan.optimizer = optimizer == .adam ? .adam : .gradientDescent
    plan.precision = precision.real
    plan.measure = record == .batches ? .batches : .rows
    plan.keptEpochs = Set(keep).subtracting([0, epochs])
    plan.shuffleSeed = shuffle ? UInt64(seed) : nil
    return plan
  }

  private func weights(
    for data: Features, start: Network?, in context: Context
  ) throws(StageError) -> (hidden: Matrix<Double>, output: Matrix<Double>) {
    guard let start else {
      let hidden = Training.startingWeights(
        width: width, columns: data.matrix.columns, deviation: initScale, seed: UInt64(seed),
        on: context.threads)
      let outputs = Targets.outputs(classes: data.classes.count)
      return (hidden, Training.outputWeights(width: width, outputs: outputs, seed: UInt64(seed)))
    }
    try start.checkFit(to: data, at: Self.start.name)
    return (start.hidden, start.output)
  }

  private func chosenLoss(outputs: Int) throws(StageError) -> Loss {
    if loss == .crossEntropy, outputs == 1 {
      throw .unsuitable(
        port: Self.data.name, cause: "two classes have one output, which has no cross-entropy",
        remedy: "use loss: mse, or leave loss out")
    }
    return loss ?? (outputs == 1 ? .meanSquares : .crossEntropy)
  }

  private var facts: Facts {
    var facts: Facts = [
      "epochs": JSON(epochs), "batch": JSON(batch), "learning-rate": JSON(learningRate),
      "ridge": JSON(ridge), "optimizer": .string(optimizer.rawValue),
      "precision": .string(precision.rawValue), "history": .string(record.rawValue),
    ]
    for (name, value) in attackFacts { facts[name] = value }
    return facts
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("width", "6"), NamedSetting("epochs", "2")],
      inputs: try Inputs().wiring(exampleFeatures(), to: data).wiring(exampleFeatures(), to: test))
  }
}
