internal import Numerics
public import Pipeline

/// Images changed within ±ε so that the loss of their true label rises, or by random signs.
///
/// Gradients flow through the feature map, attention included, with everything it was computed
/// from frozen. Rows that are not attacked come out bit-equal.
public struct Perturb: Stage {
  public static let summary =
    "Images attacked by a gradient method, or by random signs as a control."
  public static let version = 6
  public static let source = "arXiv:2603.13085, section 5 and appendix A"
  public static let data = Port<Dataset>("data", "the images")
  public static let features = Port<Features>(
    "features", "what the network was trained on; its map leads from pixels to rows")
  public static let network = Port<Network>("network", "whose loss is raised")
  public static let by = OptionalPort<Influence>(
    "by", "whose most influential rows are attacked; without it all are")
  public static let inputs: [any InputPort] = [data, features, network, by]
  public static let settings: [Setting<Self>] = [
    Setting("method", \.method, "how images are moved"),
    Setting("epsilon", \.epsilon, "how far each pixel may move, in units of space", in: 0...),
    Setting("step", \.step, "how far one step moves a pixel, in units of space", above: 0)
      .used(when: iterated, isIterated),
    Setting("steps", \.steps, "how many steps are taken", in: 1..., unit: "steps")
      .used(when: iterated, isIterated),
    Setting("decay", \.decay, "how much of the momentum a step keeps", in: 0...)
      .used(when: "method is mim") { stage, _ in stage.method == .mim },
    Setting("start", \.start, "where PGD starts: anywhere in the cube, or at the image")
      .used(when: "method is pgd") { stage, _ in stage.method == .pgd },
    Setting("space", \.space, "where epsilon and step are measured"),
    Setting(
      "epoch", \.epoch,
      "after which epoch of its training the network is attacked; automatic: the last", in: 0...
    ).used(when: "it names an epoch") { stage, _ in stage.epoch != nil },
    Setting("loss", \.loss, "what is raised; automatic: what the network was trained with")
      .used(when: "method follows a gradient") { stage, _ in stage.method != .randomSign },
    Setting(
      "precision", \.precision,
      "the numbers that gradients are carried in along a linear map, for more than a few steps; others are double"
    ).used(when: "method follows a gradient") { stage, _ in stage.method != .randomSign },
    Setting(
      "top", \.top, "the rows of largest mean influence to attack: a share below 1, or a count",
      bounds: Influence.topBounds, allows: Influence.isTop
    ).used(when: "by is wired") { _, wiring in wiring.isWired(by.name) },
    Setting("seed", \.seed, "what random starts and signs are drawn from, for each id", in: 0...)
      .used(when: "method is random-sign, or pgd from a random start") { stage, _ in
        stage.isRandom
      },
  ]

  /// How images are moved.
  public enum Method: String, Choice {
    case fgsm, pgd, mim
    case randomSign = "random-sign"
  }

  /// Where PGD starts.
  public enum Start: String, Choice {
    case random
    case atInput = "at-input"
  }

  /// Where epsilon and step are measured.
  public enum Space: String, Choice {
    /// In the data's own units, inside its box.
    case pixel
    /// In standard deviations of the feature map; the box is that of the pixels.
    case standardized
    /// In the unit row, without a box.
    case unit
  }

  private static let iterated = "method is pgd or mim"
  private static let isIterated: @Sendable (Self, Wiring) -> Bool = { stage, _ in
    stage.method == .pgd || stage.method == .mim
  }
  private var isRandom: Bool { method == .randomSign || method == .pgd && start == .random }

  var method = Method.pgd
  var epsilon = 0.3
  var step = 0.01
  var steps = 40
  var decay = 0.9
  var start = Start.random
  var space = Space.pixel
  var epoch: Int?
  var loss: Loss?
  var precision = Precision.double
  var top = 0.1
  var seed = 1

  public init() {}

  /// The images before and after, the map and the network as one with its transpose, and the state
  /// of blocks of rows, one for each of up to sixteen threads.
  public func memory(_ inputs: InputShapes) -> Int {
    let rows = inputs[Self.data, "rows"]
    let pixels = rows * inputs[Self.data, "columns"]
    let (units, columns) = (inputs[Self.network, "width"], inputs[Self.data, "columns"])
    let composed = 8 * columns * (3 * units + 4 * columns)
    let block = 128 * 8 * (8 * max(units, columns) + inputs[Self.data, "classes"] * columns)
    return 128 << 20 + inputs.bytes + 3 * 8 * pixels + composed + min(16, rows / 128 + 1) * block
  }

  public func shape(_ inputs: InputShapes) -> Shape? { inputs[Self.data] }

  public func work(_ inputs: InputShapes) -> Work {
    let copying = Work.passes(6, over: 8 * inputs[Self.data, "rows"] * inputs[Self.data, "columns"])
    guard method != .randomSign else { return 5 * copying }
    let all = inputs[Self.data, "rows"]
    let attack = AttackSizes(
      rows: inputs[Self.by] == nil ? all : Influence.topCount(top, of: inputs[Self.by, "rows"]),
      pixels: inputs[Self.data, "columns"], attention: inputs[Self.features, "attention"],
      units: inputs[Self.network, "width"], steps: method == .fgsm ? 1 : steps,
      precision: precision)
    return attack.composing + attack.work + copying
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let data = try inputs[Self.data]
    let features = try inputs[Self.features]
    let network = try inputs[Self.network]
    try check(data, features, network)
    let chosen = try chosenRows(of: data, by: inputs[Self.by])
    let target = try AttackTarget(map: features.map, space: space, at: Self.features.name)
    let model = AttackedModel(
      network: TwoLayerNetwork(
        hidden: try network.weights(at: epoch, port: Self.network.name), output: network.output),
      loss: (loss ?? network.loss).outputLoss)
    let progress = BlockProgress(context)
    let moved = try computing { () throws(NumericsError) in
      try target.attacked(
        data.gathered(rows: chosen), with: attack, on: model, cores: context.threads,
        report: { progress.add(of: $0) }, note: { context.note($0) })
    }
    var result = data
    result.inputs.replace(rows: chosen, with: moved)
    return result
  }

  private var attack: Attack {
    let method: Attack.Method =
      switch self.method {
      case .fgsm: .fgsm
      case .pgd: .pgd(step: step, steps: steps, isRandomStart: start == .random)
      case .mim: .mim(step: step, steps: steps, decay: decay)
      case .randomSign: .randomSign
      }
    return Attack(method, epsilon: epsilon, seed: UInt64(seed), precision: precision.real)
  }

  private func check(
    _ data: Dataset, _ features: Features, _ network: Network
  ) throws(StageError) {
    guard features.map.columns == data.inputs.columns else {
      throw .unsuitable(
        port: Self.features.name,
        cause:
          "its map reads \(features.map.columns) columns, the data have \(data.inputs.columns)",
        remedy: "wire features that were made from images of this size")
    }
    guard features.classes == data.about.classes else {
      throw .unsuitable(
        port: Self.features.name, cause: "its classes are not those of the data",
        remedy: "choose the same classes for both")
    }
    try network.checkFit(to: features, at: Self.network.name)
    try network.checkFit(toClasses: data.about.classes.count, at: Self.network.name)
    if let place = data.inputs.firstNotFinite {
      throw .unsuitable(
        port: Self.data.name, cause: "row \(place.row), column \(place.column) is not finite",
        remedy: "look for missing values in the data")
    }
    if loss == .crossEntropy, network.outputs == 1 {
      throw .unsuitable(
        port: Self.network.name, cause: "one output has no cross-entropy",
        remedy: "use loss: mse, or leave loss out")
    }
  }

  /// The rows to attack, ascending: all, or those that `influence` ranks highest.
  private func chosenRows(of data: Dataset, by influence: Influence?) throws(StageError) -> [Int] {
    guard let influence else { return Array(data.ids.indices) }
    let ids = Set(influence.topRows(top).map { influence.ids[$0] })
    let chosen = data.ids.indices.filter { ids.contains(data.ids[$0]) }
    guard chosen.count == ids.count else {
      throw .unsuitable(
        port: Self.by.name,
        cause: "\(ids.count - chosen.count) of its \(ids.count) most influential rows are not here",
        remedy: "wire the influence of these very images")
    }
    return chosen
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    let network = try exampleNetwork()
    return StageExample(
      settings: [NamedSetting("steps", "3")],
      inputs: try Inputs().wiring(exampleDataset(), to: data).wiring(features, to: Self.features)
        .wiring(network, to: Self.network))
  }
}
