public import Numerics
public import Pipeline

/// How much each training row helps or harms predictions: positive where its removal would hurt.
public struct Influence: Artifact {
  public static let kind = "Influence"

  /// The influence of each training row, averaged over the test rows; n.
  public var mean: [Double]
  /// The influence of each training row on each test row, t×n.
  public var perTest: Matrix<Double>
  /// The leverage of each training row; n.
  public var leverage: [Double]
  /// The class of each training row, an index into `classes`.
  public var labels: [Int32]
  /// Which example each training row is.
  public var ids: [Int64]
  /// The class of each test row.
  public var queryLabels: [Int32]
  /// Which example each test row is.
  public var queryIds: [Int64]
  /// The class names; of two, the first is −1.
  public var classes: [String]
  /// Every choice that changes the numbers, for reports.
  public var about: Facts
  /// How wrong the scores can be, where a solver that is not exact made them.
  public var bounds: ScoreBounds?

  /// An influence; all training columns are equally long, and so are all test rows.
  public init(
    mean: [Double], perTest: Matrix<Double>, leverage: [Double], labels: [Int32], ids: [Int64],
    queryLabels: [Int32], queryIds: [Int64], classes: [String], about: Facts,
    bounds: ScoreBounds? = nil
  ) {
    let n = mean.count
    precondition(perTest.columns == n && leverage.count == n, "one value a training row")
    precondition(labels.count == n && ids.count == n, "one label and id a training row")
    precondition(
      queryLabels.count == perTest.rows && queryIds.count == perTest.rows,
      "one label and id a test row")
    precondition(
      bounds.map { $0.mean.count == n && $0.perTest.count == perTest.rows } ?? true,
      "one bound a training row and one a test row")
    self.mean = mean
    self.perTest = perTest
    self.leverage = leverage
    self.labels = labels
    self.ids = ids
    self.queryLabels = queryLabels
    self.queryIds = queryIds
    self.classes = classes
    self.about = about
    self.bounds = bounds
  }

  public var shape: Shape {
    ["rows": mean.count, "queries": perTest.rows, "classes": classes.count]
  }

  public static func bytes(of shape: Shape) -> Int? {
    guard let rows = shape["rows"], let queries = shape["queries"] else { return nil }
    return 8 * rows * queries + 28 * rows + 12 * queries
  }

  public init(parts: Parts) throws(StageError) {
    perTest = try parts.matrix("per-test.npy")
    let (rows, tests) = (perTest.columns, perTest.rows)
    mean = try parts.doubles("mean.npy", count: rows)
    leverage = try parts.doubles("leverage.npy", count: rows)
    let stored = try PartJSON("about.json", in: parts)
    classes = try stored.strings("classes")
    about = try stored.facts("facts")
    labels = try parts.classLabels("labels.npy", count: rows, classes: classes)
    ids = try parts.ids("ids.npy", count: rows)
    queryLabels = try parts.classLabels("query-labels.npy", count: tests, classes: classes)
    queryIds = try parts.ids("query-ids.npy", count: tests)
    bounds = try ScoreBounds(parts, rows: rows, tests: tests)
  }

  public func parts() throws(StageError) -> [Part] {
    let stored: JSON = ["classes": JSON(classes), "facts": about.json]
    return [
      .npy("mean.npy", mean), .npy("per-test.npy", perTest), .npy("leverage.npy", leverage),
      .npy("labels.npy", labels), .npy("ids.npy", ids), .npy("query-labels.npy", queryLabels),
      .npy("query-ids.npy", queryIds), Part("about.json", text: stored.text),
    ] + (bounds?.parts() ?? [])
  }
}
