public import Pipeline

/// How attention made the rows of `Features`, for stages that make them again with other rows.
public struct AttentionRecipe: Hashable, Sendable {
  /// What deeper layers attend to.
  public enum Stack: String, Choice {
    /// The outputs of the layer before.
    case restacked
    /// The original rows, in every layer.
    case sameContext = "same-context"
  }

  /// How many times attention is applied.
  public var layers: Int
  /// What deeper layers attend to.
  public var stack: Stack
  /// How many leading eigenvectors of CᵀC are kept; 0 keeps all.
  public var rank: Int
  /// The seed of random projections, or `nil` without projections.
  public var projectionSeed: Int?
  /// Whether rows are scaled to unit length after the last layer.
  public var unitRows: Bool

  /// A recipe.
  public init(
    layers: Int = 1, stack: Stack = .restacked, rank: Int = 0, projectionSeed: Int? = nil,
    unitRows: Bool = true
  ) {
    self.layers = layers
    self.stack = stack
    self.rank = rank
    self.projectionSeed = projectionSeed
    self.unitRows = unitRows
  }

  init(_ stored: PartJSON) throws(StageError) {
    layers = try stored.int("layers")
    guard let stack = Stack(rawValue: try stored.string("stack")) else {
      throw .damaged(part: stored.part, cause: "the stack is not known")
    }
    self.stack = stack
    rank = try stored.int("rank")
    projectionSeed = stored.value["projection-seed"]?.int
    unitRows = try stored.bool("unit-rows")
  }

  var json: JSON {
    [
      "layers": JSON(layers), "stack": .string(stack.rawValue), "rank": JSON(rank),
      "projection-seed": projectionSeed.map { JSON($0) } ?? .null, "unit-rows": .bool(unitRows),
    ]
  }
}

/// The rows that others attend to.
public struct AttentionContext: Hashable, Sendable {
  /// Whether the manifest named the context; otherwise the rows attend to themselves.
  public var isNamed: Bool
  /// How many rows.
  public var rows: Int
  /// The digest of the rows, as equal for training and test rows that share a context.
  public var digest: Digest

  /// A context.
  public init(isNamed: Bool, rows: Int, digest: Digest) {
    self.isNamed = isNamed
    self.rows = rows
    self.digest = digest
  }

  init(_ stored: PartJSON) throws(StageError) {
    isNamed = try stored.bool("named")
    rows = try stored.int("rows")
    guard let digest = Digest(hex: try stored.string("digest")) else {
      throw .damaged(part: stored.part, cause: "the digest of the context cannot be read")
    }
    self.digest = digest
  }

  var json: JSON {
    ["named": .bool(isNamed), "rows": JSON(rows), "digest": .string(digest.hex)]
  }
}
