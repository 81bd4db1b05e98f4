internal import Numerics
public import Pipeline

/// How far a trained network's predictions on test rows are from those of a kernel machine.
///
/// f_K(x) = f₀(x) + k(x)ᵀ(K + λI)⁻¹(Y − f₀(X)) with f₀ the offset. The training objective is a mean over rows, which belongs to the
/// ridge λ·n; the paper's absolute λ is measured beside it.
public struct NTKDistance: Stage {
  /// What the kernel machine predicts a deviation from.
  public enum Offset: String, Choice {
    case none
    /// The network's function before training.
    case initial
  }

  public static let summary = "The distance between a network's predictions and its kernel's."
  public static let version = 2
  public static let source = "Table 1; figure 1"
  public static let network = Port<Network>("network", "the trained network")
  public static let kernel = Port<Kernel>("kernel", "with the test rows as queries")
  public static let data = Port<Features>("data", "the training rows")
  public static let queries = Port<Features>("queries", "the test rows")
  public static let inputs: [any InputPort] = [network, kernel, data, queries]
  public static let settings = [
    Setting<Self>("ridge", \.ridge, "λ of the training objective", above: 0),
    Setting<Self>("ridge-rule", \.ridgeRule, "how λ becomes the kernel's ridge"),
    Setting<Self>("offset", \.offset, "what the kernel machine starts from"),
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.perRow
  var offset = Offset.none

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: "queries")].compactMap { $0 }
  }

  public func memory(_ inputs: InputShapes) -> Int {
    let n = inputs[Self.kernel, "rows"]
    let width = inputs[Self.network, "width"]
    let triangle = n * (n + 512) / 2
    let activations = width * (n + inputs[Self.queries, "rows"])
    let gradient = width * (3 * 512 + inputs[Self.network, "columns"])
    return inputs.bytes + 8 * (triangle + n * 3 * 512 + activations + gradient) + 128 << 20
  }

  /// A regression for each of two rules, the network's answers and its gradient.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    let (d, units) = (inputs[Self.network, "columns"], inputs[Self.network, "width"])
    let rules = ridgeRule == .absolute ? 1 : 2
    let answers = offset == .initial ? rules : 0
    return rules * (entries + .regression(n)) + .product(t + (2 + answers) * n, d, units)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let rows = try DistanceInputs(inputs)
    let cores = context.threads
    let answers = rows.answers(\.hidden, at: rows.queries, on: cores)
    let rules = [ridgeRule, .absolute].uniqued
    var entries: [(measure: String, value: Double?)] = []
    for rule in rules {
      let limit = try prediction(rows, rule, on: cores)
      let distance = Distance(answers, limit)
      entries += [
        ("Frobenius distance, \(rule.rawValue) ridge", distance.frobenius),
        ("root mean square distance, \(rule.rawValue) ridge", distance.rootMeanSquare),
        ("kernel machine's accuracy, \(rule.rawValue) ridge", rows.accuracy(limit)),
      ]
      try context.checkCancellation()
    }
    entries.append(("network's accuracy", rows.accuracy(answers)))
    let training = rows.network.objective(at: rows.data, ridge: ridge, on: cores)
    entries += [("training loss", training.loss), ("gradient norm", training.gradientNorm)]
    return Table(
      "Distance to the kernel machine",
      columns: [
        .text("measure", entries.map(\.measure)), .number("value", entries.map(\.value)),
      ], notes: notes(rows))
  }

  private func notes(_ rows: DistanceInputs) -> [String] {
    let compared =
      rows.network.loss == .crossEntropy
      ? "cross-entropy logits are compared with a regression on targets: not like for like"
      : "both are fitted by squared error"
    return ["offset \(offset.rawValue), λ = \(ridge); \(compared)"]
  }

  private func prediction(
    _ rows: DistanceInputs, _ rule: RidgeRule, on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    var targets = Targets.matrix(labels: rows.data.labels, outputs: rows.outputs)
    if offset == .initial {
      targets.add(rows.answers(\.initial, at: rows.data, on: cores), times: -1)
    }
    let regression = try computing { () throws(NumericsError) in
      let value = rule.value(ridge, for: rows.kernel.train)
      return try KernelRidge(rows.kernel.train, targets: targets, ridge: value, on: cores)
    }
    var prediction = regression.predictions(rows.kernelRows, on: cores)
    if offset == .initial {
      prediction.add(rows.answers(\.initial, at: rows.queries, on: cores))
    }
    return prediction
  }
}
