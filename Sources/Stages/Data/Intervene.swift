internal import Numerics
public import Pipeline

/// The data set after an intervention: its most helpful rows removed or attacked, or all attacked.
///
/// What a strategy has no need of may be wired all the same, so that a sweep can go over strategies; it is not looked at.
public struct Intervene: Stage {
  public static let summary = "Training rows removed, or replaced by their attacked versions."
  public static let version = 1
  public static let source = "arXiv:2603.13085, section 5"
  public static let data = Port<Dataset>("data", "the training rows")
  public static let by = OptionalPort<Influence>("by", "whose mean chooses the rows")
  public static let attacked = OptionalPort<Dataset>("attacked", "the rows that replace others")
  public static let inputs: [any InputPort] = [data, by, attacked]
  public static let settings: [Setting<Self>] = [
    Setting("strategy", \.strategy, "what happens to the training rows"),
    Setting(
      "top", \.top, "how many rows, those of the highest mean influence: a fraction or a count",
      bounds: Influence.topBounds, allows: Influence.isTop
    ).used(when: "strategy is curated or transformed") { stage, _ in
      stage.strategy != .adversarial
    },
  ]

  /// What happens to the training rows.
  public enum Strategy: String, Choice {
    /// The top rows are removed.
    case curated
    /// The top rows are replaced by their attacked versions.
    case transformed
    /// Every row is replaced by its attacked version.
    case adversarial
  }

  var strategy = Strategy.transformed
  var top = 0.1

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    let needed =
      (strategy != .adversarial ? [Self.by.name] : [])
      + (strategy != .curated ? [Self.attacked.name] : [])
    return needed.filter { !wiring.isWired($0) }.map {
      SettingFault("must be wired when strategy is \(strategy.rawValue)", port: $0)
    }
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    guard var shape = inputs[Self.data] else { return nil }
    if strategy == .curated {
      guard inputs[Self.by, "rows"] == shape["rows"] else { return nil }
      shape["rows", default: 0] -= Influence.topCount(top, of: inputs[Self.by, "rows"])
    }
    return shape
  }

  /// The data and the attacked rows alone: per-test scores are not read.
  public func work(_ inputs: InputShapes) -> Work {
    .passes(16, over: 8 * inputs[Self.data, "rows"] * inputs[Self.data, "columns"])
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let data = try inputs[Self.data]
    let by = strategy == .adversarial ? nil : try inputs[Self.by]
    let attacked = strategy == .curated ? nil : try inputs[Self.attacked]
    let chosen = try by.map { (by) throws(StageError) in try rows(chosenBy: by, in: data) }
    switch strategy {
    case .curated:
      let removed = Set(chosen ?? [])
      let kept = data.labels.indices.filter { !removed.contains($0) }
      guard !kept.isEmpty else {
        throw .unsuitable(
          port: Self.data.name, cause: "every row would be removed", remedy: "lower top")
      }
      return data.gathered(rows: kept)
    case .transformed, .adversarial:
      guard let attacked else { return data }
      return try replacing(chosen ?? Array(data.labels.indices), of: data, by: attacked)
    }
  }

  /// The places in `data` of the rows of highest mean influence.
  private func rows(chosenBy influence: Influence, in data: Dataset) throws(StageError) -> [Int] {
    try Self.places(
      of: influence.topRows(top).map { influence.ids[$0] }, in: data, port: Self.by.name,
      remedy: "wire the influence of these training rows")
  }

  private func replacing(
    _ rows: [Int], of data: Dataset, by attacked: Dataset
  ) throws(StageError) -> Dataset {
    guard attacked.inputs.columns == data.inputs.columns else {
      throw .unsuitable(
        port: Self.attacked.name,
        cause: "\(attacked.inputs.columns) columns, the data has \(data.inputs.columns)",
        remedy: "wire the attacked version of the data")
    }
    let sources = try Self.places(
      of: rows.map { data.ids[$0] }, in: attacked, port: Self.attacked.name,
      remedy: "wire the attacked version of the data")
    var result = data
    for (row, source) in zip(rows, sources) {
      attacked.inputs.withUnsafeRow(source) { from in
        result.inputs.withUnsafeMutableRow(row) { to in _ = to.update(fromContentsOf: from) }
      }
    }
    return result
  }

  /// The place of each id in `dataset`.
  private static func places(
    of ids: [Int64], in dataset: Dataset, port: String, remedy: String
  ) throws(StageError) -> [Int] {
    let places = Dictionary(
      zip(dataset.ids, dataset.ids.indices), uniquingKeysWith: { first, _ in first })
    var found: [Int] = []
    for id in ids {
      guard let place = places[id] else {
        throw .unsuitable(port: port, cause: "the id \(id) is on one side only", remedy: remedy)
      }
      found.append(place)
    }
    return found
  }

  public static func example() throws(StageError) -> StageExample {
    let data = try exampleDataset()
    var attacked = data
    attacked.inputs.scale(by: 0.5)
    let mean = data.ids.map { Double($0 % 5) - 2 }
    let influence = Influence(
      mean: mean, perTest: .init(rows: 1, columns: mean.count, mean), leverage: mean,
      labels: data.labels, ids: data.ids, queryLabels: [0], queryIds: [0],
      classes: data.about.classes, about: [:])
    return StageExample(
      settings: [NamedSetting("top", "3")],
      inputs: try Inputs().wiring(data, to: Self.data).wiring(influence, to: by)
        .wiring(attacked, to: Self.attacked))
  }
}
