internal import Numerics
public import Pipeline

/// Pixels as model rows: (p − mean)/std, then centring if asked for, then unit length.
public struct Normalize: Stage {
  public static let summary = "Pixels standardised and scaled to rows of unit length."
  public static let version = 1
  public static let source = "arXiv:2603.13085, appendix A"
  public static let data = Port<Dataset>("data", "the pixels")
  public static let like = OptionalPort<Features>(
    "like", "features whose constants are used, as for test rows")
  public static let inputs: [any InputPort] = [data, like]
  public static let settings: [Setting<Self>] = [
    Setting("mean", \.mean, "what is subtracted: one value, or one per channel")
      .used(when: ownConstants, hasOwnConstants),
    Setting(
      "std", \.deviation, "what is divided by: one value, or one per channel",
      bounds: "greater than 0", allows: { $0.allSatisfy { $0 > 0 } }
    ).used(when: ownConstants, hasOwnConstants),
    Setting("rows", \.rows, "what rows are scaled to").used(when: ownConstants, hasOwnConstants),
    Setting("center", \.isCentered, "subtract the mean of the standardised rows, before scaling")
      .used(when: ownConstants, hasOwnConstants),
  ]

  /// What rows are scaled to.
  public enum RowLength: String, Choice {
    /// Unit length; a zero row stays zero.
    case unit
    /// Nothing: rows keep their length.
    case none
  }

  private static let ownConstants = "like is not wired"
  private static let hasOwnConstants: @Sendable (Self, Wiring) -> Bool = { _, wiring in
    !wiring.isWired(like.name)
  }

  var mean = [0.1307]
  var deviation = [0.3081]
  var rows = RowLength.unit
  var isCentered = false

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    let counts = [mean.count, deviation.count]
    if counts.contains(0) { return [SettingFault("names no value", setting: "mean")] }
    if mean.count != deviation.count, !counts.contains(1) {
      return [
        SettingFault(
          "has \(deviation.count) values for the \(mean.count) of mean", setting: "std")
      ]
    }
    return []
  }

  public func shape(_ inputs: InputShapes) -> Shape? { inputs[Self.data] }

  /// Reading, standardising, lengths and writing; centring maps the rows once more.
  public func work(_ inputs: InputShapes) -> Work {
    let bytes = 8 * inputs[Self.data, "rows"] * inputs[Self.data, "columns"]
    return .passes(isCentered ? 24 : 16, over: bytes)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Features {
    let data = try inputs[Self.data]
    var map: FeatureMap
    if let like = try inputs[Self.like] {
      guard like.map.columns == data.inputs.columns else {
        throw .unsuitable(
          port: Self.like.name,
          cause: "its pixels have \(like.map.columns) columns, these \(data.inputs.columns)",
          remedy: "wire features of images of the same size")
      }
      map = like.map.prefix(like.map.stepsBeforeAttention)
      map.constantsFromOthers = true
    } else {
      map = try ownMap(data, in: context)
    }
    let rows = map.apply(data.inputs, on: context.threads)
    try context.checkCancellation()
    return Features(
      matrix: rows, labels: data.labels, ids: data.ids, classes: data.about.classes, map: map)
  }

  private func ownMap(_ data: Dataset, in context: Context) throws(StageError) -> FeatureMap {
    let count = max(mean.count, deviation.count)
    let channels = data.about.imageShape.last ?? 1
    guard count == 1 || count == channels, data.inputs.columns % count == 0 else {
      throw .unsuitable(
        port: Self.data.name,
        cause: "mean and std have \(count) values, the images \(channels) channels",
        remedy: "give one value, or one per channel")
    }
    func spread(_ values: [Double]) -> [Double] {
      values.count == count ? values : [Double](repeating: values[0], count: count)
    }
    var map = FeatureMap(columns: data.inputs.columns)
    map.append(.standardize(mean: spread(mean), deviation: spread(deviation)))
    if isCentered {
      let standardized = map.apply(data.inputs, on: context.threads)
      try context.checkCancellation()
      map.append(.center(standardized.columnMeans))
    }
    if rows == .unit { map.append(.unitRows) }
    return map
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("center", "true")],
      inputs: try Inputs().wiring(exampleDataset(), to: data))
  }
}

extension Matrix<Double> {
  /// The mean of each column, rows added in order.
  var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for index in 0..<rows {
      withUnsafeRow(index) { row in
        for column in row.indices { sums[column] += row[column] }
      }
    }
    return sums.map { $0 / Double(Swift.max(1, rows)) }
  }
}
