internal import Numerics
public import Pipeline

/// How well wrong labels are found by scores of the training rows: the area under the receiver operating characteristic.
///
/// Which labels are wrong is seen by comparing with the clean data, row by row. The area is the chance that a wrongly labelled
/// row ranks above a rightly labelled one, ties counting half (Mann and Whitney, 1947). Self-influence is the change of a
/// row's own loss when it is left out, ½|α_i|²(1/A⁻¹_ii² − λ²): a row that only memory explains has much of it.
public struct MislabelAUC: Stage {
  /// What rows are ranked by; the highest are suspected.
  public enum Ranking: String, Choice {
    /// ½|α_i|²(1/A⁻¹_ii² − λ²).
    case selfInfluence = "self-influence"
    /// Minus the mean influence on the test rows, which holds wrong labels to be harmful.
    case meanInfluence = "mean-influence"
    /// K_ii·|y_i − f(x_i)|², the squared gradient of the row's own loss (TracIn's self-influence).
    case gradientNorm = "gradient-norm"
    /// Uniform numbers.
    case random
  }

  public static let summary = "How well scores find training rows with wrong labels."
  public static let version = 2
  public static let source = "Koh and Liang, 2017, section 5.4; Pruthi et al., 2020"
  public static let kernel = Port<Kernel>("kernel", "of the rows with wrong labels")
  public static let influence = Port<Influence>("influence", "of the same rows on test rows")
  public static let clean = Port<Dataset>("clean", "the rows with their right labels")
  public static let inputs: [any InputPort] = [kernel, influence, clean]
  public static let settings = [
    Setting<Self>("rankings", \.rankings, "what rows are ranked by"),
    Setting<Self>("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting<Self>("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
    Setting<Self>("seed", \.seed, "what random ranks and resamples are drawn from", in: 0...),
  ]
  var rankings = Ranking.allCases
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var seed = 1

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let n = inputs[Self.kernel, "rows"]
    return 8 * n * (n / 2 + 4 * 512) + inputs.bytes + 96 << 20
  }

  /// The regression, and a thousand resamples of the ranks for each ranking.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, _, entries) = inputs.kernel(Self.kernel)
    return entries + .regression(n) + .passes(Double(150 * 1000 * rankings.count), over: 8 * n)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let kernel = try inputs[Self.kernel]
    let influence = try inputs[Self.influence]
    guard influence.ids == kernel.ids else {
      throw .unsuitable(
        port: Self.influence.name, cause: "its rows are not those of the kernel",
        remedy: "wire the influence of this kernel")
    }
    let value = ridgeRule.value(ridge, for: kernel.train)
    if rankings.contains(.meanInfluence) {
      try influence.checkRegression(ridge: value, port: Self.influence.name)
    }
    let isWrong = try wrong(kernel, try inputs[Self.clean])
    let outputs = Targets.outputs(classes: kernel.classes.count)
    let regression = try computing { () throws(NumericsError) in
      try KernelRidge(
        kernel.train, targets: Targets.matrix(labels: kernel.labels, outputs: outputs),
        ridge: value, on: context.threads)
    }
    try context.checkCancellation()
    var (areas, intervals): ([Double?], [Interval?]) = ([], [])
    for ranking in rankings {
      let scores = scores(ranking, regression, kernel, influence, on: context.threads)
      areas.append(Statistics.rankingArea(scores, isPositive: isWrong))
      intervals.append(
        Statistics.bootstrap(
          count: scores.count, random: CounterRandom(seed: UInt64(seed), purpose: "MislabelAUC")
        ) { chosen in
          Statistics.rankingArea(
            chosen.map { scores[$0] }, isPositive: chosen.map { isWrong[$0] })
        })
      try context.checkCancellation()
    }
    let count = isWrong.count { $0 }
    return Table(
      "Finding wrong labels",
      columns: [
        .text("scores", rankings.map(\.rawValue)),
        .text("measure", rankings.map { _ in "AUC of finding wrong labels" }),
        .number("value", areas), .number("low", intervals.map { $0?.low }),
        .number("high", intervals.map { $0?.high }),
      ],
      notes: [
        "\(count) of \(isWrong.count) labels are wrong; λ = \(regression.ridge); by chance 0.5"
      ], intervals: "95 %, bootstrap over training rows")
  }

  /// Which rows have another label than in the clean data.
  private func wrong(_ kernel: Kernel, _ clean: Dataset) throws(StageError) -> [Bool] {
    guard clean.about.classes == kernel.classes else {
      throw .unsuitable(
        port: Self.clean.name, cause: "its classes are not those of the kernel",
        remedy: "wire the data before its labels were changed")
    }
    let labels = Dictionary(zip(clean.ids, clean.labels), uniquingKeysWith: { first, _ in first })
    var isWrong: [Bool] = []
    for (id, label) in zip(kernel.ids, kernel.labels) {
      guard let right = labels[id] else {
        throw .unsuitable(
          port: Self.clean.name, cause: "it has no row with the id \(id)",
          remedy: "wire the data before its labels were changed")
      }
      isWrong.append(right != label)
    }
    guard Set(isWrong).count == 2 else {
      throw .unsuitable(
        port: Self.clean.name, cause: "\(isWrong[0] ? "every" : "no") label of the kernel is wrong",
        remedy: "change some labels with CorruptLabels")
    }
    return isWrong
  }

  private func scores(
    _ ranking: Ranking, _ regression: KernelRidge, _ kernel: Kernel, _ influence: Influence,
    on cores: Cores
  ) -> [Double] {
    switch ranking {
    case .selfInfluence: return regression.selfInfluence
    case .meanInfluence: return influence.mean.map { -$0 }
    case .gradientNorm:
      let diagonal = kernel.operation.diagonal
      let scale = regression.ridge * regression.ridge
      return diagonal.indices.map { row in
        diagonal[row] * scale
          * regression.coefficients.withUnsafeRow(row) { $0.reduce(0) { $0 + $1 * $1 } }
      }
    case .random:
      let random = CounterRandom(seed: UInt64(seed), purpose: "MislabelAUC/random")
      return kernel.ids.indices.map { random.uniform($0) }
    }
  }

  public static func example() throws(StageError) -> StageExample {
    let data = try exampleDataset()
    let features = try exampleFeatures()
    var wrong = features
    for row in [1, 6, 9] { wrong.labels[row] = (wrong.labels[row] + 1) % 3 }
    let kernel = try InfiniteNTK().run(
      Inputs().wiring(wrong, to: InfiniteNTK.data).wiring(features, to: InfiniteNTK.queries),
      in: Context())
    let influence = try KernelInfluence().run(
      Inputs().wiring(kernel, to: KernelInfluence.kernel), in: Context())
    return StageExample(
      inputs: try Inputs().wiring(kernel, to: Self.kernel).wiring(influence, to: Self.influence)
        .wiring(data, to: clean))
  }
}
