public import Pipeline
internal import Numerics

/// The tangent kernel of a network at its weights, K = (1/m)(ΦΦᵀ) ∘ (XXᵀ) with Φ the activation pattern.
///
/// With ±1 output weights this one kernel is exact for every output; blocks between different
/// outputs, of size 1/√m, are dropped.
public struct EmpiricalNTK: Stage {
  /// The weights at which the kernel is taken.
  public enum Weights: String, Choice {
    case trained
    case initial
  }

  /// How the kernel is kept.
  public enum Form: String, Choice {
    /// Dense up to 12,288 training rows, factored beyond.
    case automatic
    /// K itself: 8·n² bytes.
    case dense
    /// The rows and the open gates, from which any part of K is computed when it is needed.
    case factored
  }

  public static let summary = "The empirical neural tangent kernel at a network's weights."
  public static let version = 4
  public static let source = "Theorem 4.2 at finite width"
  public static let network = Port<Network>("network", "whose activation patterns are used")
  public static let data = KernelRows.data
  public static let queries = KernelRows.queries
  public static let inputs: [any InputPort] = [network, data, queries]
  public static let settings = [
    Setting<Self>("weights", \.weights, "the hidden weights at which the kernel is taken"),
    Setting<Self>(
      "epoch", \.epoch,
      "after which epoch of training, one that the network keeps; automatic: the last", in: 0...
    ).used(when: "weights is trained and it names an epoch") { stage, _ in
      stage.weights == .trained && stage.epoch != nil
    },
    Setting<Self>(
      "form", \.form, "K itself, or what it is made of; by default the latter from 12,289 rows on"),
  ]
  var weights = Weights.trained
  var epoch: Int?
  var form = Form.automatic

  /// The most rows whose kernel is kept dense: 1.1 GiB.
  private static let largestDense = 12_288

  private func isDense(_ rows: Int) -> Bool {
    form == .dense || form == .automatic && rows <= Self.largestDense
  }

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: "queries")].compactMap { $0 }
  }

  /// After attention also the rows before it, lists of their numbers, and what the map and its square make of them.
  public func memory(_ inputs: InputShapes) -> Int {
    let (rows, columns) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    let all = rows + inputs[Self.queries, "rows"]
    guard !isDense(rows) else {
      let isMapped = inputs[Self.data, "attention"] > 0
      let mapping = 10 * all * columns + 40 * columns * columns
      return KernelRows.memory(inputs) + (isMapped ? mapping : 0)
    }
    let gates = all * inputs[Self.network, "width"] / 4
    return 2 * inputs.bytes + gates + 128 << 20
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let rows = inputs[Self.data, "rows"]
    var shape = KernelRows.shape(inputs, isDense: isDense(rows))
    guard !isDense(rows) else { return shape }
    shape["columns"] = inputs[Self.data, "columns"]
    shape["units"] = inputs[Self.network, "width"]
    return shape
  }

  /// The gates of all rows and, for a dense kernel, the units that two rows share, 64 at a time.
  public func work(_ inputs: InputShapes) -> Work {
    let rows = inputs[Self.data, "rows"]
    let (all, columns) = (rows + inputs[Self.queries, "rows"], inputs[Self.data, "columns"])
    let units = inputs[Self.network, "width"]
    let gates = Work.product(all, columns, units) + .passes(4, over: 8 * all * columns)
    return isDense(rows) ? gates + KernelRows.work(inputs, passes: Double(units) / 500) : gates
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Kernel {
    let rows = try KernelRows(inputs)
    let network = try inputs[Self.network]
    let hidden = try network.weights(at: weights == .trained ? epoch : 0, port: "network")
    guard hidden.columns == rows.train.matrix.columns else {
      throw .unsuitable(
        port: "network",
        cause: "it reads \(hidden.columns) columns, the data has \(rows.train.matrix.columns)",
        remedy: "use the features it was trained on")
    }
    let cores = context.threads
    let mapped = isDense(rows.train.matrix.rows) ? rows.train.mapped(on: cores) : nil
    let queriesMapped = mapped.flatMap { rows.queries?.mapped(like: $0, on: cores) }
    let train = GatedRows(rows: rows.train.matrix, weights: hidden, mapped: mapped, on: cores)
    let queries = rows.queries.map {
      GatedRows(rows: $0.matrix, weights: hidden, mapped: queriesMapped, on: cores)
    }
    try context.checkCancellation()
    var about = Facts(.empirical)
    about["weights"] = .string(weights.rawValue)
    about["width"] = JSON(hidden.rows)
    if weights == .trained, let epoch { about["epoch"] = JSON(epoch) }
    guard isDense(train.size) else {
      return rows.kernel(.factored(train: train, queries: queries), about: about)
    }
    let matrix = EmpiricalKernel.train(
      train.rows, train.patterns, mapped: mapped, on: cores)
    try context.checkCancellation()
    let both = mapped.flatMap { mapped in queriesMapped.map { ($0, mapped) } }
    let queryRows = queries.map {
      EmpiricalKernel.queries(
        $0.rows, $0.patterns, train.rows, train.patterns, mapped: both, on: cores)
    }
    try context.checkCancellation()
    return rows.kernel(train: matrix, queries: queryRows, about: about)
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    return StageExample(
      inputs: try Inputs().wiring(exampleNetwork(), to: network).wiring(features, to: data)
        .wiring(features, to: queries))
  }
}
