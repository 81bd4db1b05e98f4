public import Pipeline
internal import Numerics

/// The tangent kernel of the infinitely wide network with only its first layer trained, ⟨u, v⟩(π − θ)/(2π).
public struct InfiniteNTK: Stage {
  public static let summary = "The neural tangent kernel in the limit of infinite width."
  public static let version = 2
  public static let source = "Theorem 4.2; Jacot, Gabriel and Hongler, 2018"
  public static let data = KernelRows.data
  public static let queries = KernelRows.queries
  public static let inputs: [any InputPort] = [data, queries]

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: "queries")].compactMap { $0 }
  }

  public func memory(_ inputs: InputShapes) -> Int { KernelRows.memory(inputs) }

  public func shape(_ inputs: InputShapes) -> Shape? { KernelRows.shape(inputs) }

  /// An arc cosine for every pair.
  public func work(_ inputs: InputShapes) -> Work { KernelRows.work(inputs, passes: 12) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Kernel {
    let rows = try KernelRows(inputs)
    let cores = context.threads
    let train = InfiniteKernel.train(rows.train.matrix, on: cores)
    try context.checkCancellation()
    let queries = rows.queries.map {
      InfiniteKernel.queries($0.matrix, rows.train.matrix, on: cores)
    }
    try context.checkCancellation()
    return rows.kernel(
      train: train, queries: queries, about: ["kernel": "infinite-width tangent kernel"])
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    return StageExample(
      inputs: try Inputs().wiring(features, to: data).wiring(features, to: queries))
  }
}
