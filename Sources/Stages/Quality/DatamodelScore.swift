internal import Numerics
public import Pipeline

/// How well sums of scores predict what a model refitted on random subsets says: the linear datamodeling score.
///
/// For subsets S_1 … S_m the regression is fitted on S_j alone, and its output at test row t is ranked against
/// Σ_{i ∈ S_j} score(t, i). The rank correlation over subsets is averaged over test rows. All sources are judged on the
/// same subsets and fits.
public struct DatamodelScore: Stage, ScoreJudge {
  /// What is predicted.
  public enum Target: String, Choice {
    /// By how much the output of the right class exceeds the largest other one; for two classes y·f.
    case margin
    /// −½|f(x_t) − y_t|², so that more is better.
    case loss
  }

  public static let summary = "The rank correlation of summed scores with refitted models."
  public static let version = 3
  public static let source = "Park, Georgiev, Ilyas, Leclerc and Madry, 2023"
  public static let kernel = kernelPort
  public static let influence = influencePort
  public static let inputs: [any InputPort] = [kernel, influence]
  public static let settings =
    [
      Setting<Self>(
        "subsets", \.subsets, "how many times the regression is refitted", in: 2...1_000_000),
      Setting<Self>(
        "share", \.share, "the share of training rows in a subset", bounds: "between 0 and 1",
        allows: { $0 > 0 && $0 < 1 }),
      Setting<Self>("output", \.output, "what the refitted regression is asked for"),
    ] + judgingSettings
  var subsets = 100
  var share = 0.5
  var output = Target.margin
  package var judging = Judging()

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    return Self.judgingMemory(inputs) + 8 * subsets * (2 * n + 3 * t)
  }

  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, _) = inputs.kernel(Self.kernelPort)
    return Self.judgingWork(inputs) + subsets
      * .refit(Int(share * Double(n)), t, outputs: inputs.outputs(Self.kernelPort))
      + judging.scores.count * .product(t, n, subsets)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let cores = context.threads
    let judged = try judged(inputs, on: cores)
    let chosen = subsets(of: judged.problem.kernel.ids.count)
    let outputs = try outputs(judged, chosen, in: context)
    let members = members(chosen, of: judged.problem.kernel.ids.count)
    var (means, known, intervals): ([Double?], [Int], [Interval?]) = ([], [], [])
    for source in judging.scores {
      let sums = Matrix.product(
        judged.scores.perTest(source, on: cores), transposed: false, members, transposed: true,
        on: cores)
      let correlations = outputs.indices.compactMap {
        Statistics.spearman(sums.row($0), outputs[$0])
      }
      means.append(Statistics.mean(correlations))
      known.append(correlations.count)
      intervals.append(Statistics.bootstrapMean(correlations, random: random("bootstrap")))
    }
    try context.checkCancellation()
    return Table(
      "Linear datamodeling score",
      columns: [
        .text("scores", judging.scores.map(\.rawValue)),
        .text("measure", judging.scores.map { _ in "linear datamodeling score" }),
        .number("value", means), .number("low", intervals.map { $0?.low }),
        .number("high", intervals.map { $0?.high }), .integer("test rows", known),
      ],
      notes: [
        "\(subsets) subsets of \(chosen.first?.count ?? 0) rows, output \(output.rawValue), "
          + "λ = \(judged.problem.ridge)"
      ], intervals: "95 %, bootstrap over test rows")
  }

  /// The rows of each subset, ascending.
  private func subsets(of n: Int) -> [[Int]] {
    let size = max(1, min(n - 1, Int((share * Double(n)).rounded())))
    return (0..<subsets).map { random("subsets").substream($0).sample(size, from: n).sorted() }
  }

  /// Which rows are in which subset, m×n of zeros and ones.
  private func members(_ chosen: [[Int]], of n: Int) -> Matrix<Double> {
    var members = Matrix<Double>(rows: chosen.count, columns: n)
    for (subset, rows) in chosen.enumerated() {
      for row in rows { members[subset, row] = 1 }
    }
    return members
  }

  /// The refitted regressions' outputs, for each test row one a subset.
  private func outputs(
    _ judged: JudgedScores, _ chosen: [[Int]], in context: Context
  ) throws(StageError) -> [[Double]] {
    var outputs = Array(repeating: [Double](), count: judged.problem.queries.rows)
    for (step, rows) in chosen.enumerated() {
      context.report(step, of: chosen.count, "fits")
      let answers = try judged.refits.predictions(keeping: rows)
      let values =
        output == .loss
        ? judged.problem.losses(answers).map { -$0 }
        : Answers.margins(answers, judged.problem.kernel.queryLabels)
      for (test, value) in values.enumerated() { outputs[test].append(value) }
      try context.checkCancellation()
    }
    return outputs
  }

  public static func example() throws(StageError) -> StageExample {
    try judgingExample([NamedSetting("subsets", "6")])
  }
}
