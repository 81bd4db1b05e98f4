internal import Numerics
public import Pipeline

/// What happens to test loss and accuracy as the rows with the highest scores are taken out and the regression is fitted again.
///
/// Rows are ordered by their mean score over test rows, ties by id. A good score raises the loss fast when the most helpful
/// rows go (or lowers it when the most harmful go); random orders, averaged over several draws, are what it has to beat.
public struct RemovalCurve: Stage, ScoreJudge {
  /// Which rows go first.
  public enum Order: String, Choice {
    case helpful
    case harmful
  }

  public static let summary = "Test loss and accuracy as the top rows by a score are removed."
  public static let version = 5
  public static let source = "Koh and Liang, 2017; Hooker et al., 2019, for remove and retrain"
  public static let kernel = kernelPort
  public static let influence = influencePort
  public static let inputs: [any InputPort] = [kernel, influence]
  public static let settings =
    [
      Setting<Self>(
        "at", \.at, "how much is removed: fractions below 1 or counts",
        bounds: Influence.topBounds, allows: { $0.allSatisfy(Influence.isTop) }),
      Setting<Self>("order", \.order, "which rows go first"),
      Setting<Self>("draws", \.draws, "random orders that are averaged", in: 1...1_000_000)
        .used(when: "random is among the scores") { stage, _ in
          stage.judging.scores.contains(.random)
        },
    ] + judgingSettings
  var at = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5]
  var order = Order.helpful
  var draws = 10
  package var judging = Judging()

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int { Self.judgingMemory(inputs) }

  /// A fit for each point of each curve, and of each random order.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, _) = inputs.kernel(Self.kernelPort)
    let curves = judging.scores.reduce(0) { $0 + ($1 == .random ? draws : 1) }
    return at.reduce(Self.judgingWork(inputs)) { work, point in
      let left = n - Influence.topCount(point, of: n)
      return left > 0
        ? work + curves * .refit(left, t, outputs: inputs.outputs(Self.kernelPort)) : work
    }
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let judged = try judged(inputs, on: context.threads)
    let n = judged.problem.kernel.ids.count
    let counts = ([0] + at.map { Influence.topCount($0, of: n) }).uniqued
      .filter { $0 < n }.sorted()
    var points: [Point] = []
    for source in judging.scores {
      let orders = orders(by: source, judged, on: context.threads)
      for count in counts {
        context.report(points.count, of: counts.count * judging.scores.count, "points")
        var point = Point(source: source, removed: count)
        for order in orders.prefix(count == 0 ? 1 : orders.count) {
          let answers = try judged.refits.predictions(removing: order.prefix(count))
          point.losses.append(Statistics.mean(judged.problem.losses(answers)) ?? .nan)
          point.accuracies.append(
            Answers.accuracy(answers, judged.problem.kernel.queryLabels) ?? .nan)
          try context.checkCancellation()
        }
        points.append(point)
      }
    }
    let beyond = at.filter { Influence.topCount($0, of: n) >= n }
    return table(points, n: n, beyond: beyond, ridge: judged.problem.ridge)
  }

  /// The places of the training rows in the order in which they go; several orders for random scores.
  private func orders(
    by source: ScoreSource, _ judged: JudgedScores, on cores: Cores
  ) -> [[Int]] {
    let ids = judged.problem.kernel.ids
    guard source != .random else {
      return (0..<draws).map { random("orders").substream($0).permutation(ids.count) }
    }
    let sign: Double = order == .helpful ? 1 : -1
    return [Answers.order(judged.scores.mean(source, on: cores).map { sign * $0 }, ids: ids)]
  }

  private struct Point {
    var source: ScoreSource
    var removed: Int
    /// One value an order.
    var losses: [Double] = []
    var accuracies: [Double] = []
  }

  private func table(_ points: [Point], n: Int, beyond: [Double], ridge: Double) -> Table {
    var columns: [Column] = [
      .text("scores", points.flatMap { [$0.source.rawValue, $0.source.rawValue] }),
      .text("measure", points.flatMap { _ in ["test loss", "test accuracy"] }),
      .integer("removed", unit: "rows", points.flatMap { [$0.removed, $0.removed] }),
      .number(
        "removed share",
        points.flatMap { point -> [Double?] in
          let share = Double(point.removed) / Double(n)
          return [share, share]
        }),
    ]
    let values = points.flatMap { [$0.losses, $0.accuracies] }
    let intervals = values.map { Statistics.meanInterval($0) }
    columns += [
      .number("value", values.map { Statistics.mean($0) }),
      .number("low", intervals.map { $0?.low }), .number("high", intervals.map { $0?.high }),
    ]
    return Table(
      "Removal curve", columns: columns,
      notes: [
        "the most \(order.rawValue) of \(n) rows removed first, fitted again each time, λ = \(ridge); "
          + "test loss is the mean of ½|f − y|²"
      ]
        + (beyond.isEmpty
          ? []
          : [
            "nothing at \(beyond.map { Rounded.text($0, digits: 3) }.joined(separator: ", ")), "
              + "where no row would be left"
          ]),
      intervals: judging.scores.contains(.random)
        ? "95 % (Student) over \(draws) random orders" : nil)
  }

  public static func example() throws(StageError) -> StageExample {
    try judgingExample([NamedSetting("at", ["0.25", "6"]), NamedSetting("draws", "3")])
  }
}
