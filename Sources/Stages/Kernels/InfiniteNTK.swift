public import Pipeline

/// The tangent kernel of the infinitely wide network with only its first layer trained, ⟨u, v⟩(π − θ)/(2π).
public struct InfiniteNTK: Stage {
  public static let summary = "The neural tangent kernel in the limit of infinite width."
  public static let version = 4
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
    try KernelRows(inputs).kernel(of: .infinite, about: Facts(.infinite), in: context)
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    return StageExample(
      inputs: try Inputs().wiring(features, to: data).wiring(features, to: queries))
  }
}
