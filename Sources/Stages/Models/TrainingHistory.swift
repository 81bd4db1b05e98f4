public import Pipeline

/// How a network's training stood after some of its epochs, as a table.
public struct TrainingHistory: Stage {
  public static let summary = "Loss, accuracy and distance from the start, epoch by epoch."
  public static let version = 1
  public static let source = "arXiv:2603.13085, table 6"
  public static let network = Port<Network>("network", "whose training is told")
  public static let inputs: [any InputPort] = [network]
  public static let settings = [
    Setting<Self>("at", \.epochs, "the epochs to tell; by default all", in: 0...)
  ]
  var epochs: [Int] = []

  public init() {}

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let history = try inputs[Self.network].history
    let known = history.map(\.epoch)
    for epoch in epochs where !known.contains(epoch) {
      let range = known.last.map { "\(known[0]) to \($0)" } ?? "none"
      throw .unsuitable(
        port: Self.network.name, cause: "it has no record of epoch \(epoch), only \(range)",
        remedy: "train for more epochs, or ask for others")
    }
    let told = epochs.isEmpty ? history : history.filter { epochs.contains($0.epoch) }
    let entries = told.flatMap { record -> [(epoch: Int, measure: String, value: Double?)] in
      [
        ("training loss", record.loss), ("training accuracy", record.trainAccuracy),
        ("test accuracy", record.testAccuracy),
        ("distance from the start, ‖W − W₀‖/‖W₀‖", record.relativeDistance),
        ("gradient norm", record.gradientNorm),
      ].map { (record.epoch, $0.0, $0.1) }
    }
    return Table(
      "Training",
      columns: [
        .text("epoch", entries.map { String($0.epoch) }), .text("measure", entries.map(\.measure)),
        .number("value", entries.map(\.value)),
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("at", ["1", "2"])],
      inputs: try Inputs().wiring(exampleNetwork(), to: network))
  }
}
