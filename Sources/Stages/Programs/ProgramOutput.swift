public import Pipeline

/// An artifact of the kind that a setting named, checked as any other of its kind.
public struct ProgramOutput: Artifact {
  /// The kinds that a program may yield.
  public enum Kind: String, Choice {
    case dataset = "Dataset"
    case features = "Features"
    case network = "Network"
    case kernel = "Kernel"
    case influence = "Influence"
    case table = "Table"
    case figure = "Figure"
    case page = "Page"

    var type: any Artifact.Type {
      switch self {
      case .dataset: Dataset.self
      case .features: Features.self
      case .network: Network.self
      case .kernel: Kernel.self
      case .influence: Influence.self
      case .table: Table.self
      case .figure: Figure.self
      case .page: Page.self
      }
    }
  }

  public static let kind = "what ‘yields’ names"

  /// The artifact itself.
  public let artifact: any Artifact

  /// Decodes an artifact of `kind`.
  public init(_ kind: Kind, parts: Parts) throws(StageError) {
    artifact = try kind.type.init(parts: parts)
  }

  /// Decodes an artifact of the first kind whose parts these are.
  public init(parts: Parts) throws(StageError) {
    for kind in Kind.allCases {
      guard let output = try? Self(kind, parts: parts) else { continue }
      self = output
      return
    }
    throw .damaged(part: parts.names.first ?? "", cause: "these are no artifact's parts")
  }

  public var shape: Shape { artifact.shape }

  public func parts() throws(StageError) -> [Part] { try artifact.parts() }
}
