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

  public static let summary = "The empirical neural tangent kernel at a network's weights."
  public static let version = 1
  public static let source = "Theorem 4.2 at finite width"
  public static let network = Port<Network>("network", "whose activation patterns are used")
  public static let data = KernelRows.data
  public static let queries = KernelRows.queries
  public static let inputs: [any InputPort] = [network, data, queries]
  public static let settings = [
    Setting<Self>("weights", \.weights, "the hidden weights at which the kernel is taken")
  ]
  var weights = Weights.trained

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: "queries")].compactMap { $0 }
  }

  public func memory(_ inputs: InputShapes) -> Int { KernelRows.memory(inputs) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Kernel {
    let rows = try KernelRows(inputs)
    let network = try inputs[Self.network]
    let hidden = weights == .trained ? network.hidden : network.initial
    guard hidden.columns == rows.train.matrix.columns else {
      throw .unsuitable(
        port: "network",
        cause: "it reads \(hidden.columns) columns, the data has \(rows.train.matrix.columns)",
        remedy: "use the features it was trained on")
    }
    let cores = context.threads
    let patterns = BitMatrix(activationsOf: rows.train.matrix, weights: hidden, on: cores)
    let train = EmpiricalKernel.train(rows.train.matrix, patterns, on: cores)
    try context.checkCancellation()
    let queries = rows.queries.map { queries in
      EmpiricalKernel.queries(
        queries.matrix, BitMatrix(activationsOf: queries.matrix, weights: hidden, on: cores),
        rows.train.matrix, patterns, on: cores)
    }
    try context.checkCancellation()
    let about: Facts = [
      "kernel": "empirical tangent kernel", "weights": .string(weights.rawValue),
      "width": JSON(hidden.rows),
    ]
    return rows.kernel(train: train, queries: queries, about: about)
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    return StageExample(
      inputs: try Inputs().wiring(exampleNetwork(), to: network).wiring(features, to: data)
        .wiring(features, to: queries))
  }
}
