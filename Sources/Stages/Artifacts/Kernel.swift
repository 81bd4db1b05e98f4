public import Numerics
public import Pipeline

/// A kernel among training rows, and between queries and training rows.
public struct Kernel: Artifact {
  public static let kind = "Kernel"

  /// How the kernel is held.
  public enum Form: Sendable {
    /// K, n×n and symmetric, the kernel between each query and each training row, t×n, and where it is known what the
    /// queries are, t×d.
    case dense(train: Matrix<Double>, queries: Matrix<Double>?, queryRows: Matrix<Double>?)
    /// What an empirical tangent kernel is made of, for n where n² numbers are too many.
    case factored(train: GatedRows, queries: GatedRows?)
  }

  /// The numbers.
  public var form: Form
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

  /// A kernel that is held whole; labels and ids must be as many as the rows they belong to.
  public init(
    train: Matrix<Double>, queries: Matrix<Double>? = nil, labels: [Int32], ids: [Int64],
    queryLabels: [Int32] = [], queryIds: [Int64] = [], classes: [String], about: Facts
  ) {
    self.init(
      .dense(train: train, queries: queries, queryRows: nil), labels: labels, ids: ids,
      queryLabels: queryLabels, queryIds: queryIds, classes: classes, about: about)
  }

  /// A kernel in either form; labels and ids must be as many as the rows they belong to.
  public init(
    _ form: Form, labels: [Int32], ids: [Int64], queryLabels: [Int32], queryIds: [Int64],
    classes: [String], about: Facts
  ) {
    precondition(form.isConsistent, "a square kernel with queries against the same rows")
    precondition(labels.count == form.rows && ids.count == form.rows, "one label and id a row")
    precondition(
      queryLabels.count == form.queries && queryIds.count == form.queries,
      "one label and id a query")
    self.form = form
    self.labels = labels
    self.ids = ids
    self.queryLabels = queryLabels
    self.queryIds = queryIds
    self.classes = classes
    self.about = about
  }

  /// K, tile by tile.
  public var train: any SymmetricTiles {
    switch form {
    case .dense(let train, _, _): train
    case .factored(let train, _): train
    }
  }

  /// The kernel between queries and training rows, block by block; nil when there are no queries.
  public var queries: (any KernelQueries)? {
    switch form {
    case .dense(_, let queries, _): queries.map { DenseQueries($0) }
    case .factored(let train, let queries): queries.map { GatedQueries($0, against: train) }
    }
  }

  /// The queries themselves, t×d, for kernels with rows that are not there yet.
  public var queryRows: Matrix<Double>? {
    switch form {
    case .dense(_, _, let rows): rows
    case .factored(_, let queries): queries?.rows
    }
  }

  /// Columns and units are those of a factored kernel.
  public var shape: Shape {
    var shape: Shape = [
      "rows": form.rows, "queries": form.queries, "classes": classes.count,
      "dense": form.isDense ? 1 : 0,
    ]
    if case .factored(let train, _) = form {
      (shape["columns"], shape["units"]) = (train.rows.columns, train.patterns.columns)
    }
    return shape
  }

  /// K and the kernel of the queries when it is dense; of a factored one its rows and gates.
  public static func bytes(of shape: Shape) -> Int? {
    guard let rows = shape["rows"], let queries = shape["queries"], let dense = shape["dense"]
    else { return nil }
    let (columns, units) = (shape["columns"] ?? 0, shape["units"] ?? 0)
    return dense == 1 ? 8 * rows * (rows + queries) : (rows + queries) * (8 * columns + units / 8)
  }

  public init(parts: Parts) throws(StageError) {
    let stored = try PartJSON("about.json", in: parts)
    classes = try stored.strings("classes")
    about = try stored.facts("facts")
    form =
      stored.value["units"] == nil
      ? try Form(dense: parts) : try Form(parts, units: try stored.int("units"))
    labels = try parts.classLabels("labels.npy", count: form.rows, classes: classes)
    ids = try parts.ids("ids.npy", count: form.rows)
    queryLabels = try parts.classLabels("query-labels.npy", count: form.queries, classes: classes)
    queryIds = try parts.ids("query-ids.npy", count: form.queries)
  }

  public func parts() throws(StageError) -> [Part] {
    var stored: [JSON.Member] = [
      JSON.Member("classes", JSON(classes)), JSON.Member("facts", about.json),
    ]
    if let units = form.units { stored.append(JSON.Member("units", JSON(units))) }
    return form.parts + [
      .npy("labels.npy", labels), .npy("ids.npy", ids), .npy("query-labels.npy", queryLabels),
      .npy("query-ids.npy", queryIds), Part("about.json", text: JSON.object(stored).text),
    ]
  }
}
