internal import Numerics
internal import Pipeline

/// The two ports that every kernel stage has, read and checked against each other.
struct KernelRows {
  static let data = Port<Features>("data", "the training rows")
  static let queries = OptionalPort<Features>("queries", "the test rows, with their context named")

  let train: Features
  let queries: Features?

  init(_ inputs: Inputs) throws(StageError) {
    train = try inputs[Self.data]
    queries = try inputs[Self.queries]
    guard train.matrix.rows > 0 else {
      throw .unsuitable(port: "data", cause: "it has no rows", remedy: "take at least one")
    }
    guard let queries else { return }
    guard queries.matrix.columns == train.matrix.columns else {
      throw .unsuitable(
        port: "queries",
        cause:
          "its rows have \(queries.matrix.columns) columns, those of data \(train.matrix.columns)",
        remedy: "make both from images of the same size")
    }
    guard queries.classes == train.classes else {
      throw .unsuitable(
        port: "queries", cause: "its classes are not those of data",
        remedy: "load both with the same ‘classes’")
    }
    guard queries.map.attention == train.map.attention,
      queries.map.context?.digest == train.map.context?.digest
    else {
      throw .unsuitable(
        port: "queries", cause: "its rows went through another attention than those of data",
        remedy: "give both the same layers, and the training rows as their context")
    }
  }

  /// The kernel of a family between these rows, kept as it is.
  func kernel(
    of family: KernelFamily, about: Facts, in context: Context
  ) throws(StageError) -> Kernel {
    let cores = context.threads
    let train = family.train(self.train.matrix, on: cores)
    try context.checkCancellation()
    let queries = self.queries.map { family.between($0.matrix, self.train.matrix, on: cores) }
    try context.checkCancellation()
    return kernel(train: train, queries: queries, about: about)
  }

  /// The kernel artifact of these rows.
  func kernel(train: Matrix<Double>, queries: Matrix<Double>?, about: Facts) -> Kernel {
    kernel(
      .dense(train: train, queries: queries, queryRows: self.queries?.matrix), about: about)
  }

  /// The kernel artifact of these rows.
  func kernel(_ form: Kernel.Form, about: Facts) -> Kernel {
    Kernel(
      form, labels: self.train.labels, ids: self.train.ids,
      queryLabels: self.queries?.labels ?? [], queryIds: self.queries?.ids ?? [],
      classes: self.train.classes, about: about)
  }

  /// The sizes of the kernel artifact.
  static func shape(_ inputs: InputShapes, isDense: Bool = true) -> Shape {
    [
      "rows": inputs[data, "rows"], "queries": inputs[queries, "rows"],
      "classes": inputs[data, "classes"], "dense": isDense ? 1 : 0,
    ]
  }

  /// Inner products of all rows with each other and with the queries, and what is done to each of them, as passes over them.
  static func work(_ inputs: InputShapes, passes: Double) -> Work {
    let (n, t, d) = (inputs[data, "rows"], inputs[queries, "rows"], inputs[data, "columns"])
    return .gram(n, d) + .product(t, d, n) + .passes(passes, over: 8 * n * (n / 2 + t))
      + .passes(4, over: 8 * n * (n + t))
  }

  /// n² + t·n doubles of the result, the inputs, unit rows or grids of them, and what the tiles need.
  static func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[data, "rows"], inputs[queries, "rows"])
    return 8 * n * (n + t) + 3 * inputs.bytes + 128 << 20
  }
}
