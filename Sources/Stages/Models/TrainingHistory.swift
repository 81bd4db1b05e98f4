public import Pipeline

/// How a network's training stood after some of its epochs, as a table.
///
/// Of adversarial training it also tells how many of the attacked rows were answered right, each before its step.
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
    let isAttacked = history.contains { $0.attackedAccuracy != nil }
    let entries = told.flatMap { record -> [(epoch: Int, measure: String, value: Double?)] in
      measures(record, isAttacked: isAttacked).map { (record.epoch, $0.measure, $0.value) }
    }
    return Table(
      "Training",
      columns: [
        .text("epoch", entries.map { String($0.epoch) }), .text("measure", entries.map(\.measure)),
        .number("value", entries.map(\.value)),
      ], notes: isAttacked ? [note(network)] : [])
  }

  private func measures(
    _ record: EpochRecord, isAttacked: Bool
  ) -> [(measure: String, value: Double?)] {
    [("training loss", record.loss), ("training accuracy", record.trainAccuracy)]
      + (isAttacked ? [("accuracy on attacked training rows", record.attackedAccuracy)] : [])
      + [
        ("test accuracy", record.testAccuracy),
        ("distance from the start, ‖W − W₀‖/‖W₀‖", record.relativeDistance),
        ("gradient norm", record.gradientNorm),
      ]
  }

  /// Which rows the loss is of.
  private func note(_ network: Network) -> String {
    let isOfBatches = network.about.text("history") == TrainMLP.Measure.batches.rawValue
    return "adversarial training: rows were attacked at the weights before their batch's step; "
      + (isOfBatches
        ? "the loss is that of the attacked rows" : "the loss is that of the rows as they are")
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("at", ["1", "2"])],
      inputs: try Inputs().wiring(exampleNetwork(), to: network))
  }
}
