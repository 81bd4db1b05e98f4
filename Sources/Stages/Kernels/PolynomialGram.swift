public import Pipeline

/// The polynomial kernel (⟨u, v⟩ + offset)^degree.
///
/// Of rows that went through linearized attention and kept their length, degree 1 without offset is the
/// paper's Gram-induced kernel G³ (Theorem 4.1).
public struct PolynomialGram: Stage {
  public static let name = "PolynomialKernel"
  public static let summary = "The polynomial kernel of rows, (⟨u, v⟩ + offset)^degree."
  public static let version = 2
  public static let source = "Theorem C.4; proposition C.7"
  public static let data = KernelRows.data
  public static let queries = KernelRows.queries
  public static let inputs: [any InputPort] = [data, queries]
  public static let settings = [
    Setting<Self>("degree", \.degree, "the power of the inner products", in: 1...16),
    Setting<Self>("offset", \.offset, "what is added to the inner products before", in: 0...),
  ]
  var degree = 3
  var offset = 0.0

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: "queries")].compactMap { $0 }
  }

  public func memory(_ inputs: InputShapes) -> Int { KernelRows.memory(inputs) }

  public func shape(_ inputs: InputShapes) -> Shape? { KernelRows.shape(inputs) }

  public func work(_ inputs: InputShapes) -> Work { KernelRows.work(inputs, passes: 4) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Kernel {
    var about = Facts(.polynomial)
    about["degree"] = JSON(degree)
    about["offset"] = JSON(offset)
    return try KernelRows(inputs).kernel(
      of: .polynomial(degree: degree, offset: offset), about: about, in: context)
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    return StageExample(
      settings: [NamedSetting("degree", "2"), NamedSetting("offset", "0.5")],
      inputs: try Inputs().wiring(features, to: data).wiring(features, to: queries))
  }
}
