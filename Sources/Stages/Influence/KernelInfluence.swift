public import Numerics
public import Pipeline

/// The influence of every training row on every test row under kernel ridge regression: exactly, or by a solver whose error is certified.
///
/// With A = K + λI, α = A⁻¹Y, s = (A⁻¹k_t)_i / A⁻¹_ii and r_t = f(x_t) − y_t, leaving row i out changes the loss ½|r_t|² by
/// ½s²|α_i|² − s(α_i·r_t): positive where the row helps. One factorization serves all n×t pairs; the other solvers need none.
public struct KernelInfluence: Stage {
  /// What a score means.
  public enum Kind: String, Choice {
    case leaveOneOut = "leave-one-out"
    case infinitesimal
  }

  /// What the regression predicts a deviation from.
  public enum Offset: String, Choice {
    case none
    /// The network's function before training.
    case initial
    /// J(x)·W₀ with the gates of the trained weights.
    case trainedGates = "trained-gates"
  }

  /// Whether deleting a row also changes what attention attends to.
  public enum ContextRule: String, Choice {
    case frozen
    case full
  }

  /// How the equations are solved.
  public enum Solver: String, Choice {
    case exact, nystrom, cg, stochastic
  }

  public static let name = "Influence"
  public static let summary = "The influence of each training row on each test row."
  public static let version = 3
  public static let source = "Definition 3.3; Cook, 1977"
  public static let kernel = Port<Kernel>("kernel", "with the test rows as queries")
  public static let data = OptionalPort<Features>(
    "data", "the training rows, for an offset or the full context")
  public static let queries = OptionalPort<Features>(
    "queries", "the test rows, for an offset or the full context")
  public static let network = OptionalPort<Network>(
    "network", "whose function is the offset, or whose kernel it is when the context is full")
  public static let inputs: [any InputPort] = [kernel, data, queries, network]
  public static let settings =
    [
      Setting<Self>("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
      Setting<Self>("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
      Setting<Self>("offset", \.offset, "what the regression starts from"),
      Setting<Self>("kind", \.kind, "the change on removal, or its rate as the weight is lowered"),
      Setting<Self>("context", \.context, "the attention context when a row is left out"),
      Setting<Self>("solver", \.solver, "how the equations are solved"),
    ] + contextSettings + solverSettings
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var offset = Offset.none
  var kind = Kind.leaveOneOut
  var context = ContextRule.frozen
  var solver = Solver.exact
  var sample = 0
  var sampleSeed = 1
  var approximation = ApproximationLimits()

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    let others = ["data", "queries", "network"]
    let faults = approachFaults(wiring)
    if context == .full || !faults.isEmpty { return faults }
    if offset == .none {
      return others.filter(wiring.isWired).map {
        SettingFault("takes part only with an offset; leave it out", port: $0)
      }
    }
    return others.filter { !wiring.isWired($0) }.map {
      SettingFault("the offset is computed from ‘\($0)’; wire it", setting: "offset")
    }
  }

  /// The factor's triangle, two panels beside it, three blocks of queries, and the scores unless they go to disk; without a
  /// factor the scores and what the solver keeps.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    let tile = 512
    guard solver == .exact else {
      return inputs.bytes + 8 * n * (4 * t + tile) + 128 << 20 + approachMemory(inputs)
    }
    let scores = InfluenceRun.isLong(rows: n, queries: t) ? 0 : 2 * t * n
    return inputs.bytes + 8 * (n * (n + tile) / 2 + 5 * tile * n + scores) + 128 << 20
      + approachMemory(inputs)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Influence {
    if self.context == .full {
      return try fullContext(inputs, sample: sample, seed: sampleSeed, in: context)
    }
    let kernel = try inputs[Self.kernel]
    let queries = try kernel.testRows()
    let outputs = Targets.outputs(classes: kernel.classes.count)
    var targets = Targets.matrix(labels: kernel.labels, outputs: outputs)
    var queryTargets = Targets.matrix(labels: kernel.queryLabels, outputs: outputs)
    if offset != .none {
      let offsets = try offsets(inputs, kernel, outputs, on: context.threads)
      targets.add(offsets.train, times: -1)
      queryTargets.add(offsets.queries, times: -1)
    }
    let value = ridgeRule.value(ridge, for: kernel.train)
    let rule: InfluenceRule = kind == .leaveOneOut ? .leaveOneOut : .infinitesimal
    if let method = solver.method {
      return try ApproximateSolver(method: method, limits: approximation).influence(
        kernel.operation, of: kernel,
        queries: queries.block(0..<queries.count, on: context.threads),
        targets: (targets, queryTargets), ridge: value, rule: rule,
        about: about(kernel, ridge: value, outputs: outputs), in: context)
    }
    let run = InfluenceRun(
      targets: targets, queryTargets: queryTargets, ridge: value, rule: rule, context: context)
    let scores = try run.scores(kernel.train, queries)
    return Influence(
      mean: scores.mean, perTest: scores.perTest, leverage: scores.leverage,
      labels: kernel.labels, ids: kernel.ids, queryLabels: kernel.queryLabels,
      queryIds: kernel.queryIds, classes: kernel.classes,
      about: about(kernel, ridge: value, outputs: outputs))
  }

  private func about(_ kernel: Kernel, ridge value: Double, outputs: Int) -> Facts {
    var about = kernel.about
    about.describe(
      influence: kind.rawValue, ridge: value, rule: ridgeRule, offset: offset.rawValue,
      outputs: outputs, solver: solver.rawValue)
    return about
  }
}

extension RidgeRule: Choice {}
