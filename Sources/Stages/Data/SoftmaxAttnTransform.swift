internal import Numerics
public import Pipeline

/// Rows mapped by softmax attention to context rows C, x ↦ softmax(scale·x·Cᵀ)·C.
public struct SoftmaxAttnTransform: Stage {
  public static let summary = "Softmax attention to all context rows."
  public static let version = 1
  public static let source = "arXiv:2603.13085, section 3; Vaswani et al., 2017"
  public static let data = Port<Features>("data", "the rows that attend")
  public static let context = Port<Features>(
    "context", "the rows attended to, as they are before attention; by default the data"
  ).defaulting(to: data)
  public static let inputs: [any InputPort] = [data, context]
  public static let settings: [Setting<Self>] = [
    Setting(
      "scale", \.scale, "what scores are multiplied by; automatic: 1/√d", in: GreaterThan(0.0)),
    Setting("rows", \.rows, "what rows are scaled to afterwards"),
  ]

  var scale: Double?
  var rows = Normalize.RowLength.unit

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    wiring.contextFault.map { [$0] } ?? []
  }

  /// Data, context, result and earlier rows, and the scores of one block on every core.
  public func memory(_ inputs: InputShapes) -> Int { 256 << 20 + 3 * inputs.bytes }

  public func shape(_ inputs: InputShapes) -> Shape? {
    inputs[Self.data]?.adding(attention: 2 * inputs[Self.context, "rows"])
  }

  /// Scores, their exponentials, and the mean of the context by them.
  public func work(_ inputs: InputShapes) -> Work {
    let (m, d) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    let n = inputs[Self.context, "rows"]
    return 2 * .product(m, d, n) + .passes(8, over: 8 * m * n) + .passes(8, over: 8 * m * d)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Features {
    let data = try inputs[Self.data]
    let attended = try inputs[Self.context]
    try data.check(context: attended, at: Self.context.name)
    let scale = scale ?? 1 / Double(max(1, data.matrix.columns)).squareRoot()
    var steps = [FeatureStep.softmaxAttention(keys: attended.matrix, values: nil, scale: scale)]
    if rows == .unit { steps.append(.unitRows) }
    let result = data.attending(
      to: attended, isNamed: inputs.wiredPorts.contains(Self.context.name), by: steps,
      recipe: nil, on: context.threads)
    try context.checkCancellation()
    return result
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(inputs: try Inputs().wiring(exampleFeatures(), to: data))
  }
}
