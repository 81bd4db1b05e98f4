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
  public static let version = 4
  public static let source = "arXiv:2603.13085, section 5; bordering and low-rank downdates"
  public static let kernel = Port<Kernel>("kernel", "of the clean rows, with queries")
  public static let features = Port<Features>(
    "features", "the clean training rows, whose map makes rows of attacked images")
  public static let queries = OptionalPort<Features>(
    "queries", "the test rows, where the kernel does not hold them")
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

  public func shape(_ inputs: InputShapes) -> Shape? {
    [
      "rows": inputs[Self.kernel, "rows"], "queries": inputs[Self.kernel, "queries"],
      "classes": inputs[Self.kernel, "classes"],
    ]
  }

  /// The regression and its scores; for each replaced row its kernels and two products with n×n.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    var replaced = n
    if inputs[Self.by] != nil {
      let one = Influence.topCount(top, of: inputs[Self.by, "rows"])
      replaced = set == .mean ? one : min(n, 4 * one)
    }
    return entries + .regression(n) + .scores(n, t) + AttackedRows.work(inputs, rows: replaced)
      + .product(replaced, n, 2 * (n + t)) + .passes(4, over: 8 * replaced * (n + t))
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Influence {
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: context.threads)
    let rows = try AttackedRows(
      inputs, problem, at: chosenRows(inputs, problem), on: context.threads)
    let regression = try problem.regression(on: context.threads)
    try problem.checkReplacing(regression, on: context.threads)
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
    var about = problem.facts("leave-one-out, attacked rows each replaced alone", rule: ridgeRule)
    about["replaced rows"] = JSON(rows.places.count)
    return Influence(
      mean: InfluenceScores(perTest: perTest).mean, perTest: perTest, leverage: leverage,
      labels: kernel.labels, ids: kernel.ids, queryLabels: kernel.queryLabels,
      queryIds: kernel.queryIds, classes: kernel.classes,
      about: about)
  }
}

extension OneAtATime {
  /// The places of the rows that are replaced, ascending.
  private func chosenRows(
    _ inputs: Inputs, _ problem: RidgeProblem
  ) throws(StageError) -> [Int] {
    guard let by = try inputs[Self.by] else { return Array(problem.kernel.ids.indices) }
    var chosen = Set(by.topRows(top))
    if set == .eachTest { chosen = Set(by.topRowsOfEachTest(top).joined()) }
    return try problem.places(
      of: chosen.sorted().map { by.ids[$0] }, port: Self.by.name,
      remedy: "wire the influence of these training rows"
    ).sorted()
  }
}
