internal import Numerics
public import Pipeline

/// The influence on each test row when the rows that help this test row most are attacked, all at once.
///
/// Every test row has a training set of its own: the clean one with its own top rows in their attacked version. The
/// scores are the exact leave-one-out influence in it, by exchanging the rows in the inverse. The mean goes over scores of different
/// training sets; leverages are those of the clean set. The attention context is frozen at the clean rows, λ at its
/// value for the clean kernel.
public struct OwnSetInfluence: Stage {
  public static let summary = "Influence where each test row's own most helpful rows are attacked."
  public static let version = 4
  public static let source = "arXiv:2603.13085, definition 3.4; bordering and low-rank downdates"
  public static let kernel = OneAtATime.kernel
  public static let features = OneAtATime.features
  public static let queries = OneAtATime.queries
  public static let network = OneAtATime.network
  public static let attacked = OneAtATime.attacked
  public static let by = Port<Influence>("by", "whose top rows for each test row are attacked")
  public static let inputs: [any InputPort] = [kernel, features, queries, network, attacked, by]
  public static let settings: [Setting<Self>] = [
    Setting("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n of the clean kernel"),
    Setting(
      "top", \.top, "how many rows are attacked for each test row: a fraction or a count",
      bounds: Influence.topBounds, allows: Influence.isTop),
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var top = 0.1

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [wiring.contextFault(at: Self.queries.name)].compactMap { $0 }
  }

  /// The kernels of the attacked rows, the inverse and its product with them, and a few blocks of n·⌈τn⌉ for each test row that
  /// is at work.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    let exchanged = Influence.topCount(top, of: n)
    return 8 * n * (5 * n + 4 * t) + KernelRidge.exchangeBytes(exchanged, of: n)
      + 2 * inputs.bytes + 256 << 20
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    [
      "rows": inputs[Self.kernel, "rows"], "queries": inputs[Self.kernel, "queries"],
      "classes": inputs[Self.kernel, "classes"],
    ]
  }

  /// The regression, its whole inverse and the product with the attacked rows' kernel; for each test row about 8ns² with s = τn.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    let exchanged = Influence.topCount(top, of: n)
    return entries + .regression(n) + .product(n, n, 2 * n) + .scores(n, t)
      + AttackedRows.work(inputs, rows: n)
      + t * (4 * .product(n, exchanged, exchanged) + .passes(6, over: 8 * n * exchanged))
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Influence {
    let cores = context.threads
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: cores)
    let by = try inputs[Self.by]
    let kernel = problem.kernel
    guard by.ids == kernel.ids, by.queryIds == kernel.queryIds else {
      throw .unsuitable(
        port: Self.by.name, cause: "it was measured on other rows than the kernel's",
        remedy: "wire the influence through this kernel")
    }
    let attacked = try AttackedRows(inputs, problem, at: Array(kernel.ids.indices), on: cores)
    let versions = attacked.versions(on: cores)
    let regression = try problem.regression(on: cores)
    try problem.checkReplacing(regression, on: cores)
    let sets = by.topRowsOfEachTest(top)
    let perTest = try computing { () throws(NumericsError) in
      try regression.influence(
        replacing: sets, by: versions, trainTargets: problem.targets,
        queries: problem.queries, targets: problem.queryTargets, on: cores)
    }
    var about = problem.facts(
      "leave-one-out, each test row's own top rows attacked", rule: ridgeRule)
    about["replaced rows"] = JSON(sets.first?.count ?? 0)
    return Influence(
      mean: InfluenceScores(perTest: perTest).mean, perTest: perTest,
      leverage: regression.leverage, labels: kernel.labels, ids: kernel.ids,
      queryLabels: kernel.queryLabels, queryIds: kernel.queryIds, classes: kernel.classes,
      about: about)
  }

  public static func example() throws(StageError) -> StageExample {
    try OneAtATime.example()
  }
}
