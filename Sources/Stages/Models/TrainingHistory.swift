public import Pipeline

/// How a network's training stood after some of its epochs, as a table.
///
/// Of adversarial training it also tells the loss on the attacked rows and the share of them answered right, each before its
/// batch's step; the loss only where the history is of batches.
public struct TrainingHistory: Stage {
  public static let summary = "Loss, accuracy and distance from the start, epoch by epoch."
  public static let version = 2
  public static let source = "arXiv:2603.13085, table 6"
  public static let network = Port<Network>("network", "whose training is told")
  public static let inputs: [any InputPort] = [network]
  public static let settings = [
    Setting<Self>("at", \.epochs, "the epochs to tell; by default all", in: 0...)
  ]
  var epochs: [Int] = []

  public init() {}

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let network = try inputs[Self.network]
    let history = network.history
    let known = history.map(\.epoch)
    for epoch in epochs where !known.contains(epoch) {
      let range = known.last.map { "\(known[0]) to \($0)" } ?? "none"
      throw .unsuitable(
        port: Self.network.name, cause: "it has no record of epoch \(epoch), only \(range)",
        remedy: "train for more epochs, or ask for others")
    }
    let told = epochs.isEmpty ? history : history.filter { epochs.contains($0.epoch) }
    let isOfBatches = network.about.text("history") == TrainMLP.Measure.batches.rawValue
    let entries = told.flatMap { record -> [(epoch: Int, measure: String, value: Double?)] in
      measures(record, isOfBatches: isOfBatches).map { (record.epoch, $0.measure, $0.value) }
    }
    return Table(
      "Training",
      columns: [
        .text("epoch", entries.map { String($0.epoch) }), .text("measure", entries.map(\.measure)),
        .number("value", entries.map(\.value)),
      ])
  }

  /// What is told of an epoch; batches that were attacked have no loss but that of the attacked rows.
  private func measures(
    _ record: EpochRecord, isOfBatches: Bool
  ) -> [(measure: String, value: Double?)] {
    let attacked = record.attackedAccuracy
    let isAttackedLoss = attacked != nil && isOfBatches
    return [
      (isAttackedLoss ? "loss on attacked training rows" : "training loss", record.loss),
      ("training accuracy", record.trainAccuracy),
    ] + (attacked.map { [("accuracy on attacked training rows", $0)] } ?? []) + [
      ("test accuracy", record.testAccuracy),
      ("distance from the start, ‖W − W₀‖/‖W₀‖", record.relativeDistance),
      ("gradient norm", record.gradientNorm),
    ]
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("at", ["1", "2"])],
      inputs: try Inputs().wiring(exampleNetwork(), to: network))
  }
}
