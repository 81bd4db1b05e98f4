internal import Numerics
internal import Pipeline

extension FeatureMap {
  private static var earlierPart: String { "map-earlier.npy" }

  /// The entries of `map.json` and the arrays that they name.
  func stored() -> (entries: [JSON.Member], arrays: [Part]) {
    var arrays: [Part] = []
    let steps = steps.enumerated().map { $1.stored(at: $0 + 1, &arrays) }
    if let earlier { arrays.append(.npy(Self.earlierPart, earlier)) }
    let entries = [
      JSON.Member("columns", JSON(columns)), JSON.Member("steps", .array(steps)),
      JSON.Member("constants-from-others", .bool(constantsFromOthers)),
      JSON.Member("context", context?.json ?? .null),
      JSON.Member("attention", attention?.json ?? .null),
      JSON.Member("earlier", earlier == nil ? .null : .string(Self.earlierPart)),
    ]
    return (entries, arrays)
  }

  init(_ stored: PartJSON, arrays: Parts) throws(StageError) {
    self.init(columns: try stored.int("columns"))
    for entry in try stored.objects("steps") {
      let step = try FeatureStep(entry, arrays: arrays)
      guard step.accepts(columns: outputColumns) else {
        throw .damaged(part: stored.part, cause: "step \(steps.count + 1) does not fit its rows")
      }
      append(step)
    }
    constantsFromOthers = try stored.bool("constants-from-others")
    if let context = stored.object("context") { self.context = try AttentionContext(context) }
    if let recipe = stored.object("attention") { attention = try AttentionRecipe(recipe) }
    if let name = stored.value["earlier"]?.string { earlier = try arrays.matrix(name) }
  }
}

extension FeatureStep {
  /// The step's entry in `map.json`; matrices go to arrays of their own.
  fileprivate func stored(at place: Int, _ arrays: inout [Part]) -> JSON {
    func store(_ matrix: Matrix<Double>?, _ name: String) -> JSON {
      guard let matrix else { return .null }
      let part = "map-\(place)-\(name).npy"
      arrays.append(.npy(part, matrix))
      return .string(part)
    }
    switch self {
    case .standardize(let mean, let deviation):
      return ["step": "standardize", "mean": JSON(mean), "deviation": JSON(deviation)]
    case .center(let vector):
      return [
        "step": "center",
        "vector": store(Matrix(rows: 1, columns: vector.count, vector), "vector"),
      ]
    case .unitRows:
      return ["step": "unit-rows"]
    case .linear(let matrix):
      return ["step": "linear", "matrix": store(matrix, "matrix")]
    case .attention(let keys, let values):
      return [
        "step": "attention", "keys": store(keys, "keys"), "values": store(values, "values"),
      ]
    case .softmaxAttention(let keys, let values, let scale):
      return [
        "step": "softmax-attention", "scale": JSON(scale), "keys": store(keys, "keys"),
        "values": store(values, "values"),
      ]
    }
  }

  fileprivate init(_ entry: PartJSON, arrays: Parts) throws(StageError) {
    func values() throws(StageError) -> Matrix<Double>? {
      guard let name = entry.value["values"]?.string else { return nil }
      return try arrays.matrix(name)
    }
    switch try entry.string("step") {
    case "standardize":
      self = .standardize(
        mean: try entry.doubles("mean"), deviation: try entry.doubles("deviation"))
    case "center":
      self = .center(try arrays.matrix(entry.string("vector")).elements)
    case "unit-rows":
      self = .unitRows
    case "linear":
      self = .linear(try arrays.matrix(entry.string("matrix")))
    case "attention":
      self = .attention(keys: try arrays.matrix(entry.string("keys")), values: try values())
    case "softmax-attention":
      self = .softmaxAttention(
        keys: try arrays.matrix(entry.string("keys")), values: try values(),
        scale: try entry.double("scale"))
    case let name:
      throw .damaged(part: entry.part, cause: "the step ‘\(name.prefix(30))’ is not known")
    }
  }
}
