/// The stages a tool knows, by name.
public struct Catalog: Sendable {
  /// The stages, sorted by name.
  public let stages: [StageType]
  private let byName: [String: StageType]

  /// A catalog of `types`; two types with one name are a programmer's mistake.
  public init(_ types: [any Stage.Type]) {
    let described = types.map { Self.describe($0) }
    stages = described.sorted { $0.name < $1.name }
    byName = Dictionary(described.map { ($0.name, $0) }) { first, _ in
      preconditionFailure("two stages are called \(first.name)")
    }
  }

  /// The stage called `name`.
  public subscript(name: String) -> StageType? { byName[name] }

  /// All names, sorted.
  public var names: [String] { stages.map(\.name) }

  /// This catalog and more stages; how another package extends the tool.
  public func adding(_ types: [any Stage.Type]) -> Catalog {
    Catalog(stages.map(\.type) + types)
  }

  private static func describe(_ type: any Stage.Type) -> StageType {
    func open<S: Stage>(_ type: S.Type) -> StageType { StageType(type) }
    return open(type)
  }
}
