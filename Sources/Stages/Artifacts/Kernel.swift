public import Numerics
public import Pipeline

/// A kernel among training rows, and between queries and training rows.
public struct Kernel: Artifact {
  public static let kind = "Kernel"

  /// K, n×n and symmetric.
  public var train: Matrix<Double>
  /// The kernel between each query and each training row, t×n.
  public var queries: Matrix<Double>?
  /// The class of each training row, an index into `classes`.
  public var labels: [Int32]
  /// Which example each training row is.
  public var ids: [Int64]
  /// The class of each query.
  public var queryLabels: [Int32]
  /// Which example each query is.
  public var queryIds: [Int64]
  /// The class names; of two, the first is −1.
  public var classes: [String]
  /// Which kernel of what: family, weights, context; for reports.
  public var about: Facts

  /// A kernel without queries.
  public init(
    train: Matrix<Double>, labels: [Int32], ids: [Int64], classes: [String], about: Facts
  ) {
    self.init(
      train: train, queries: nil, labels: labels, ids: ids, queryLabels: [], queryIds: [],
      classes: classes, about: about)
  }

  /// A kernel; labels and ids must be as many as the rows they belong to.
  public init(
    train: Matrix<Double>, queries: Matrix<Double>?, labels: [Int32], ids: [Int64],
    queryLabels: [Int32], queryIds: [Int64], classes: [String], about: Facts
  ) {
    precondition(train.rows == train.columns, "a kernel is square")
    precondition(labels.count == train.rows && ids.count == train.rows, "one label and id a row")
    precondition(queries?.columns ?? train.rows == train.rows, "queries against the same rows")
    let count = queries?.rows ?? 0
    precondition(queryLabels.count == count && queryIds.count == count, "one label and id a query")
    self.train = train
    self.queries = queries
    self.labels = labels
    self.ids = ids
    self.queryLabels = queryLabels
    self.queryIds = queryIds
    self.classes = classes
    self.about = about
  }

  public var shape: Shape {
    ["rows": train.rows, "queries": queries?.rows ?? 0, "classes": classes.count]
  }

  public init(parts: Parts) throws(StageError) {
    train = try parts.matrix("train.npy")
    guard train.rows == train.columns else {
      throw .damaged(part: "train.npy", cause: "it is \(train.rows)×\(train.columns)")
    }
    queries = parts.contains("queries.npy") ? try parts.matrix("queries.npy") : nil
    if let queries, queries.columns != train.rows {
      throw .damaged(
        part: "queries.npy", cause: "\(queries.columns) columns for \(train.rows) training rows")
    }
    let stored = try PartJSON("about.json", in: parts)
    classes = try stored.strings("classes")
    about = try stored.facts("facts")
    labels = try parts.classLabels("labels.npy", count: train.rows, classes: classes)
    ids = try parts.ids("ids.npy", count: train.rows)
    let count = queries?.rows ?? 0
    queryLabels = try parts.classLabels("query-labels.npy", count: count, classes: classes)
    queryIds = try parts.ids("query-ids.npy", count: count)
  }

  public func parts() throws(StageError) -> [Part] {
    let stored: JSON = ["classes": JSON(classes), "facts": about.json]
    let matrices =
      [Part.npy("train.npy", train)] + (queries.map { [.npy("queries.npy", $0)] } ?? [])
    return matrices + [
      .npy("labels.npy", labels), .npy("ids.npy", ids), .npy("query-labels.npy", queryLabels),
      .npy("query-ids.npy", queryIds), Part("about.json", text: stored.text),
    ]
  }
}
