internal import Numerics
public import Pipeline

/// The influence that each attacked row has when it alone is replaced by its attacked version.
///
/// For every attacked row i and test row t the result holds the leave-one-out influence of row i in the training set of which
/// only row i was replaced: the change of ½|f(x_t) − y_t|² on removing the replaced row. What is left after the removal is the
/// training set without row i in either version. Rows that are not attacked keep the influence they have in the unchanged
/// set, and so does their leverage, so that two columns of the result may belong to different training sets. The
/// attention context is frozen at the clean rows, λ at its value for the clean kernel.
public struct OneAtATime: Stage {
  /// Which rows are attacked.
  public enum Chosen: String, Choice {
    /// The rows of highest mean influence.
    case mean
    /// The rows of highest influence on any one test row.
    case eachTest = "each-test"
  }

  public static let summary = "The influence of attacked rows, each replaced alone."
  public static let version = 1
  public static let source = "arXiv:2603.13085, section 5; bordering and low-rank downdates"
  public static let kernel = Port<Kernel>("kernel", "of the clean rows, with queries")
  public static let features = Port<Features>(
    "features", "the clean training rows, whose map makes rows of attacked images")
  public static let queries = Port<Features>("queries", "the test rows")
  public static let network = OptionalPort<Network>(
    "network", "whose tangent kernel it is; not for the infinite-width kernel")
  public static let attacked = Port<Dataset>("attacked", "the attacked images")
  public static let by = OptionalPort<Influence>(
    "by", "whose top rows are replaced, each alone; without it every row is")
  public static let inputs: [any InputPort] = [kernel, features, queries, network, attacked, by]
  public static let settings: [Setting<Self>] = [
    Setting("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n of the clean kernel"),
    Setting(
      "top", \.top, "how many rows are attacked: a fraction or a count",
      bounds: Influence.topBounds, allows: Influence.isTop
    ).used(when: "by is wired") { _, wiring in wiring.isWired(by.name) },
    Setting("set", \.set, "the top rows of the mean influence, or those of any test row")
      .used(when: "by is wired") { _, wiring in wiring.isWired(by.name) },
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var top = 0.1
  var set = Chosen.mean

  /// How many rows are replaced together, so that no second n×n matrix is needed; fixed, as it enters the sums.
  private static var rowsAtOnce: Int { 256 }

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: Self.queries.name)].compactMap { $0 }
  }

  /// The factor's triangle, the queries' kernel, the scores and their copy, and a few blocks of rows of n.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    return 8 * n * (n / 2 + 3 * t + 10 * Self.rowsAtOnce) + inputs.bytes + 128 << 20
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Influence {
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: context.threads)
    let rows = try attackedRows(inputs, problem, context.threads)
    let regression = try problem.regression(on: context.threads)
    var perTest = try computing { () throws(NumericsError) in
      try regression.influence(
        queries: problem.queries, targets: problem.queryTargets, on: context.threads)
    }
    var leverage = regression.leverage
    for start in stride(from: 0, to: rows.places.count, by: Self.rowsAtOnce) {
      context.report(start, of: rows.places.count, "replaced rows")
      let block = start..<min(start + Self.rowsAtOnce, rows.places.count)
      let replaced = try computing { () throws(NumericsError) in
        try regression.replaced(
          by: rows.replacement(block, on: context.threads), trainTargets: problem.targets,
          queries: problem.queries, targets: problem.queryTargets, on: context.threads)
      }
      for (offset, place) in rows.places[block].enumerated() {
        leverage[place] = replaced.leverage[offset]
        for test in 0..<perTest.rows { perTest[test, place] = replaced.scores[test, offset] }
      }
    }
    let kernel = problem.kernel
    return Influence(
      mean: InfluenceScores(perTest: perTest).mean, perTest: perTest, leverage: leverage,
      labels: kernel.labels, ids: kernel.ids, queryLabels: kernel.queryLabels,
      queryIds: kernel.queryIds, classes: kernel.classes,
      about: about(problem, attacked: rows.places.count))
  }
}

extension OneAtATime {
  /// The attacked rows with all that their kernels are computed from.
  private struct AttackedRows {
    var places: [Int]
    var family: KernelFamily
    var new: Matrix<Double>
    var training: Matrix<Double>
    var queries: Matrix<Double>

    func replacement(_ block: Range<Int>, on cores: Cores) -> Replacement {
      let rows = new.gathered(rows: Array(block))
      let own = family.train(rows, on: cores)
      return Replacement(
        rows: Array(places[block]), kernelRows: family.between(rows, training, on: cores),
        ownKernels: block.indices.map { own[$0 - block.lowerBound, $0 - block.lowerBound] },
        queryRows: family.between(rows, queries, on: cores))
    }
  }

  private func attackedRows(
    _ inputs: Inputs, _ problem: RidgeProblem, _ cores: Cores
  ) throws(StageError) -> AttackedRows {
    let (kernel, features) = (problem.kernel, try inputs[Self.features])
    let queries = try inputs[Self.queries]
    guard features.ids == kernel.ids, queries.ids == kernel.queryIds else {
      throw .unsuitable(
        port: Self.features.name, cause: "its rows or those of queries are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    let family = try KernelFamily(of: kernel, network: inputs[Self.network])
    try family.check(
      features, of: features.matrix, port: Self.features.name, on: cores
    ) { kernel.operation.rows($0, on: cores) }
    try family.check(
      queries, of: features.matrix, port: Self.queries.name, on: cores
    ) { problem.queries.gathered(rows: $0) }
    let places = try chosenRows(inputs, problem)
    let pixels = try pixels(of: places.map { kernel.ids[$0] }, inputs, features)
    return AttackedRows(
      places: places, family: family, new: features.map.apply(pixels, on: cores),
      training: features.matrix, queries: queries.matrix)
  }

  /// The places of the rows that are replaced, ascending.
  private func chosenRows(
    _ inputs: Inputs, _ problem: RidgeProblem
  ) throws(StageError) -> [Int] {
    guard let by = try inputs[Self.by] else { return Array(problem.kernel.ids.indices) }
    var chosen = Set(by.topRows(top))
    if set == .eachTest {
      let rule =
        top < 1 ? HighInfluence.top(tau: top, of: by.mean.count) : .top(count: Int(top))
      chosen = []
      for test in 0..<by.perTest.rows {
        chosen.formUnion(rule.rows(of: by.perTest.row(test), ids: by.ids))
      }
    }
    return try problem.places(
      of: chosen.sorted().map { by.ids[$0] }, port: Self.by.name,
      remedy: "wire the influence of these training rows"
    ).sorted()
  }

  /// The attacked images of these ids.
  private func pixels(
    of ids: [Int64], _ inputs: Inputs, _ features: Features
  ) throws(StageError) -> Matrix<Double> {
    let data = try inputs[Self.attacked]
    guard data.inputs.columns == features.map.columns else {
      throw .unsuitable(
        port: Self.attacked.name,
        cause: "\(data.inputs.columns) columns, the features' map reads \(features.map.columns)",
        remedy: "wire the attacked version of the images")
    }
    let places = Dictionary(
      zip(data.ids, data.ids.indices), uniquingKeysWith: { first, _ in first })
    var rows: [Int] = []
    for id in ids {
      guard let place = places[id] else {
        throw .unsuitable(
          port: Self.attacked.name, cause: "it has no image with the id \(id)",
          remedy: "wire the attacked version of the images")
      }
      rows.append(place)
    }
    return data.inputs.gathered(rows: rows)
  }

  private func about(_ problem: RidgeProblem, attacked: Int) -> Facts {
    var about = problem.kernel.about
    about["influence"] = "leave-one-out, attacked rows each replaced alone"
    about["ridge"] = JSON(problem.ridge)
    about["ridge rule"] = .string(ridgeRule.rawValue)
    about["offset"] = "none"
    about["targets"] = problem.targets.columns == 1 ? "±1" : "one-hot"
    about["attention context"] = "frozen"
    about["solver"] = "exact"
    about["replaced rows"] = JSON(attacked)
    return about
  }
}
