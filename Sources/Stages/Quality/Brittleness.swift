internal import Numerics
public import Pipeline

/// How few training rows have to go before a test row is answered differently.
///
/// For each test row that is answered right, the rows with the highest scores for it are removed and the regression fitted
/// again; the smallest number k that changes the answer is sought by doubling k and then halving the gap. As a
/// larger group need not do more than a smaller one, k is the smallest found, an upper bound of the smallest there
/// is. Better scores find smaller groups.
public struct Brittleness: Stage, ScoreJudge {
  public static let summary = "The fewest helpful rows whose removal changes a test row's answer."
  public static let version = 4
  public static let source = "Ilyas, Park, Engstrom, Leclerc and Madry, 2022, section 4"
  public static let kernel = kernelPort
  public static let influence = influencePort
  public static let inputs: [any InputPort] = [kernel, influence]
  public static let settings =
    [
      Setting<Self>(
        "most", \.most, "the largest group that is tried: a fraction or a count",
        bounds: Influence.topBounds, allows: Influence.isTop),
      Setting<Self>(
        "tests", \.tests, "test rows, drawn from those answered right", in: 1..., unit: "rows"),
      Setting<Self>(
        "at", \.at, "group sizes at which the share of changed answers is reported", in: 1...,
        unit: "rows"),
    ] + judgingSettings
  var most = 0.25
  var tests = 50
  var at = [1, 2, 5, 10, 20, 50, 100, 200]
  package var judging = Judging()

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int { Self.judgingMemory(inputs) }

  /// For each test row and source some dozen fits: doublings up to the group, and halvings.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, _) = inputs.kernel(Self.kernelPort)
    let tried = Double(min(tests, t) * judging.scores.count) * 12
    return Self.judgingWork(inputs) + tried * .refit(n, t, outputs: inputs.outputs(Self.kernelPort))
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let cores = context.threads
    let judged = try judged(inputs, on: cores)
    let n = judged.problem.kernel.ids.count
    let largest = min(n - 1, Influence.topCount(most, of: n))
    let answers = try judged.refits.predictions(keeping: Array(0..<n))
    let labels = judged.problem.kernel.queryLabels
    let right = labels.indices.filter { Answers.answer(answers.row($0)) == Int(labels[$0]) }
    guard !right.isEmpty, largest > 0 else {
      throw .unsuitable(
        port: Self.kernel.name, cause: "no test row is answered right, or no row may be removed",
        remedy: "give a smaller ridge, other test rows, or a larger ‘most’")
    }
    let chosen = random("tests").sample(min(tests, right.count), from: right.count).sorted()
      .map { right[$0] }
    var found: [[Int?]] = []
    for source in judging.scores {
      let scores = judged.scores.perTest(source, on: cores)
      var sizes: [Int?] = []
      for test in chosen {
        context.report(
          found.count * chosen.count + sizes.count, of: judging.scores.count * chosen.count,
          "test rows")
        let order = Answers.order(scores.row(test), ids: judged.problem.kernel.ids)
        sizes.append(
          try smallest(upTo: largest) { (count) throws(StageError) in
            let fit = try judged.refits.predictions(removing: order.prefix(count))
            try context.checkCancellation()
            return Answers.answer(fit.row(test)) != Int(labels[test])
          })
      }
      found.append(sizes)
    }
    return table(found, tests: chosen.count, largest: largest, ridge: judged.problem.ridge)
  }

  /// The smallest count found for which `changes` holds: the first power of two, then bisection below it.
  private func smallest(
    upTo largest: Int, _ changes: (Int) throws(StageError) -> Bool
  ) throws(StageError) -> Int? {
    var (low, high) = (0, 1)
    while try !changes(high) {
      guard high < largest else { return nil }
      (low, high) = (high, min(2 * high, largest))
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if try changes(middle) { high = middle } else { low = middle }
    }
    return high
  }

  private func table(_ found: [[Int?]], tests: Int, largest: Int, ridge: Double) -> Table {
    let sizes = at.uniqued.filter { $0 < largest }.sorted() + [largest]
    var rows: [(source: ScoreSource, measure: String, size: Int?, value: Double?)] = []
    for (source, groups) in zip(judging.scores, found) {
      let known = groups.map { Double($0 ?? .max) }
      let median = Statistics.quantile(known, 0.5).flatMap { $0 <= Double(largest) ? $0 : nil }
      rows.append((source, "median size of the group that changes the answer", nil, median))
      for size in sizes {
        let share = Double(groups.count { ($0 ?? .max) <= size }) / Double(tests)
        rows.append((source, "share of answers changed", size, share))
      }
    }
    return Table(
      "Brittleness",
      columns: [
        .text("scores", rows.map(\.source.rawValue)), .text("measure", rows.map(\.measure)),
        .integer("removed", unit: "rows", rows.map(\.size)), .number("value", rows.map(\.value)),
      ],
      notes: [
        "\(tests) test rows that are answered right, at most \(largest) rows removed, λ = \(ridge); "
          + "no median where fewer than half of the answers change"
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    try judgingExample([
      NamedSetting("tests", "3"), NamedSetting("most", "8"), NamedSetting("at", ["1", "4"]),
    ])
  }
}
