public import Numerics

/// The way from pixels to a model's rows: an ordered list of differentiable steps, each of which
/// maps every row by itself, so that an attack can pull a gradient back to pixels.
///
/// What steps were computed from (the rows attended to, the constants of standardising) is frozen
/// in them.
public struct FeatureMap: Sendable {
  /// The number of pixel columns.
  public private(set) var columns: Int
  /// The steps in the order they are applied.
  public private(set) var steps: [FeatureStep] = []
  /// Whether the constants were taken from other rows (`like`), as test rows do.
  public var constantsFromOthers = false
  /// What the rows attend to, when they do.
  public var context: AttentionContext?
  /// How attention is applied, when it is.
  public var attention: AttentionRecipe?
  /// The mapped rows as they were before the first step that attends to others, when there is one:
  /// what recomputing attention with another context starts from.
  public var earlier: Matrix<Double>?

  /// The identity on rows with `columns` columns.
  public init(columns: Int) { self.columns = columns }

  /// Adds a step after the last one, whose columns it must fit.
  public mutating func append(_ step: FeatureStep) {
    precondition(step.accepts(columns: outputColumns), "the step does not fit the rows before it")
    steps.append(step)
  }

  /// The number of columns of the rows it makes.
  public var outputColumns: Int { columns(after: steps.count) }

  func columns(after count: Int) -> Int {
    steps.prefix(count).reduce(columns) { $1.columns(from: $0) }
  }

  /// The first `count` steps.
  public func prefix(_ count: Int) -> FeatureMap {
    var map = FeatureMap(columns: columns)
    map.steps = Array(steps.prefix(count))
    map.constantsFromOthers = constantsFromOthers
    return map
  }

  /// The steps after the first `count`, as a map of what those make.
  public func suffix(after count: Int) -> FeatureMap {
    var map = FeatureMap(columns: columns(after: count))
    map.steps = Array(steps.dropFirst(count))
    map.constantsFromOthers = constantsFromOthers
    map.context = context
    map.attention = attention
    return map
  }
}

extension FeatureMap {
  /// How many steps come before the first that attends to other rows.
  public var stepsBeforeAttention: Int {
    steps.firstIndex { step in
      switch step {
      case .standardize, .center, .unitRows: false
      case .linear, .attention, .softmaxAttention: true
      }
    } ?? steps.count
  }
}
