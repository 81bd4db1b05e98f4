package import Numerics
public import Pipeline

/// Rows mapped by linearized attention to context rows C, x ↦ x·CᵀC, then scaled to unit length
/// (Definition 3.1).
public struct LinAttnTransform: Stage {
  public static let summary = "Linearized attention to all context rows."
  public static let version = 1
  public static let source = "arXiv:2603.13085, definition 3.1 and remark 4.8"
  public static let data = Port<Features>("data", "the rows that attend")
  public static let context = Port<Features>(
    "context", "the rows attended to, as they are before attention; by default the data"
  ).defaulting(to: data)
  public static let inputs: [any InputPort] = [data, context]
  public static let settings: [Setting<Self>] = [
    Setting(
      "layers", \.layers, "how many times attention is applied; 0 leaves the rows as they are",
      in: 0...8),
    Setting("stack", \.stack, "what layers after the first attend to")
      .used(when: "layers is 2 or more") { stage, _ in stage.layers > 1 },
    Setting(
      "rank", \.rank, "how many leading eigenvectors of CᵀC every layer keeps; 0 keeps all",
      in: 0...
    ).used(when: attends.condition, attends.isUsed),
    Setting("projections", \.projections, "query, key and value matrices")
      .used(when: attends.condition, attends.isUsed),
    Setting("seed", \.seed, "the seed of random projections", in: 0...)
      .used(when: "projections is random") { stage, _ in
        stage.layers > 0 && stage.projections == .random
      },
    Setting("rows", \.rows, "what rows are scaled to after the last layer")
      .used(when: attends.condition, attends.isUsed),
  ]

  private static let attends: (condition: String, isUsed: @Sendable (Self, Wiring) -> Bool) = (
    "layers is 1 or more", { stage, _ in stage.layers > 0 }
  )

  /// Query, key and value matrices.
  public enum Projection: String, Choice {
    /// The identity.
    case none
    /// Independent normals of variance 1/d (Proposition B.4).
    case random
  }

  var layers = 1
  var stack = AttentionRecipe.Stack.restacked
  var rank = 0
  var projections = Projection.none
  var seed = 1
  var rows = Normalize.RowLength.unit

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    wiring.contextFault.map { [$0] } ?? []
  }

  /// Data, context, result and earlier rows, and a few matrices of the smaller side.
  public func memory(_ inputs: InputShapes) -> Int {
    let columns = inputs[Self.data, "columns"]
    let side = min(columns, max(inputs[Self.context, "rows"], 1))
    return 64 << 20 + 3 * inputs.bytes + 8 * (2 * layers + 8) * columns * side
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let (n, d) = (inputs[Self.context, "rows"], inputs[Self.data, "columns"])
    let projecting = projections == .random ? d : 0
    return inputs[Self.data]?.adding(attention: layers * (d < n ? d : 2 * n + projecting))
  }

  /// CᵀC and its powers when there are fewer columns than rows, and otherwise two products with the rows a layer.
  public func work(_ inputs: InputShapes) -> Work {
    let (m, d) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    guard layers > 0 else { return .passes(3, over: inputs.bytes) }
    let n = inputs[Self.context, "rows"]
    let recipe = AttentionRecipe(
      layers: layers, stack: stack, rank: rank,
      projectionSeed: projections == .random ? seed : nil, unitRows: rows == .unit)
    let mapping = AttentionRecipe.work(layers: layers, rows: m, context: n, columns: d)
    return recipe.work(context: n, columns: d) + mapping
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Features {
    let data = try inputs[Self.data]
    guard layers > 0 else { return data }
    let attended = try inputs[Self.context]
    try data.check(context: attended, at: Self.context.name)
    let recipe = AttentionRecipe(
      layers: layers, stack: stack, rank: rank,
      projectionSeed: projections == .random ? seed : nil, unitRows: rows == .unit)
    let steps = try recipe.steps(context: attended.matrix, on: context.threads)
    let result = data.attending(
      to: attended, isNamed: inputs.wiredPorts.contains(Self.context.name), by: steps,
      recipe: recipe, on: context.threads)
    try context.checkCancellation()
    return result
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("layers", "2"), NamedSetting("rank", "3")],
      inputs: try Inputs().wiring(exampleFeatures(), to: data))
  }
}

extension AttentionRecipe {
  /// The steps that attend to `context` as this recipe says.
  package func steps(
    context: Matrix<Double>, on cores: Cores
  ) throws(StageError) -> [FeatureStep] {
    let (seed, columns) = (projectionSeed, context.columns)
    let attention = LinearAttention(self, on: cores) { layer in
      seed.map { LinearAttention.Projections(seed: $0, layer: layer, columns: columns, on: cores) }
    }
    return try attention.steps(context: context)
  }
}
