internal import Numerics
public import Pipeline

/// How often influence changes sign between two states of the training data (Definition 3.4).
///
/// Rows are compared by id, on the ids present in both. One row per measure:
/// the flip rates under the three aggregation rules and the spill-over with bootstrap intervals over test rows, the
/// rank correlation, the stability of the top rows, and how many scores are exactly zero.
public struct Malleability: Stage {
  /// How the high-influence set is chosen.
  public enum SetRule: String, Choice {
    case quantile
    case topCount = "top-count"
  }

  public static let summary = "Flip rates, spill-over, rank correlation and top-K stability."
  public static let version = 7
  public static let source = "Definition 3.4"
  public static let before = Port<Influence>("before", "influence before the intervention")
  public static let after = Port<Influence>("after", "influence after it")
  public static let clean = OptionalPort<Dataset>("clean", "the images before the attack")
  public static let attacked = OptionalPort<Dataset>("attacked", "the images after the attack")
  public static let inputs: [any InputPort] = [before, after, clean, attacked]
  public static let settings = [
    Setting<Self>(
      "tau", \.tau, "the share of rows in the high-influence set", bounds: "between 0 and 1",
      allows: { $0 > 0 && $0 < 1 }),
    Setting<Self>("set", \.set, "above the quantile at 1 − τ, or the ⌈τn⌉ highest with ties by id"),
    Setting<Self>("top-k", \.topK, "sizes for which the top rows are compared", in: 1...),
    Setting<Self>("bootstrap", \.draws, "resamples of the test rows; 0 for none", in: 0...100_000),
    Setting<Self>("seed", \.seed, "what the resamples are drawn from", in: 0...),
  ]
  var tau = 0.1
  var set = SetRule.quantile
  var topK = [10, 50, 100]
  var draws = 1000
  var seed = 1

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    guard wiring.isWired("clean") != wiring.isWired("attacked") else { return [] }
    let missing = wiring.isWired("clean") ? "attacked" : "clean"
    return [SettingFault("clean and attacked images go together; wire ‘\(missing)’ too")]
  }

  /// The inputs where they lie, the resampled means of the high-influence set and its scores, and copies of all scores when rows
  /// were taken out.
  public func memory(_ inputs: InputShapes) -> Int {
    let tests = inputs[Self.before, "queries"]
    let (old, new) = (inputs[Self.before, "rows"], inputs[Self.after, "rows"])
    let copies = old == new ? 0 : 2 * tests * min(old, new)
    let members = members(of: old)
    let resampled = 2 * (draws + tests) * members + draws * tests
    return 8 * (copies + resampled) + inputs.bytes + 64 << 20
  }

  /// The sets and signs of every test row, and for each resample the means of one set.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t) = (inputs[Self.before, "rows"], inputs[Self.before, "queries"])
    let members = members(of: n)
    return .passes(60, over: 16 * n * t) + 2 * .product(draws, t, members)
      + .passes(20, over: 8 * members * draws)
  }

  /// The rows of a high-influence set at most.
  private func members(of n: Int) -> Int { min(n, Int(tau * Double(n)) + 1) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let before = try inputs[Self.before]
    let after = try inputs[Self.after]
    let pairs = try before.pairedRows(with: after)
    let ids = pairs.map { before.ids[$0.before] }
    let rule = rule(of: ids.count)
    let cores = context.threads
    let attacked = try changedIds(inputs)
    let (old, new) = (
      restricted(before, to: pairs.map(\.before)), restricted(after, to: pairs.map(\.after))
    )
    for (scores, port) in [(old, "before"), (new, "after")] where !scores.areFinite {
      throw .unsuitable(
        port: port, cause: "a score is not a finite number",
        remedy: "compute the influence with a larger ridge, or mend the program that yields it")
    }
    try context.checkCancellation()
    let measured = MalleabilityMeasurement(
      before: old, after: new, rule: rule, ids: ids,
      attacked: attacked.map { changed in Set(ids.indices.filter { changed.contains(ids[$0]) }) },
      on: cores)
    let rows = rateRows(measured, cores) + otherRows(measured, ids)
    try context.checkCancellation()
    return table(
      rows, compared: ids.count,
      attacked: attacked.map { changed in ids.count(where: changed.contains) })
  }

  private func rule(of n: Int) -> HighInfluence {
    switch set {
    case .quantile: .quantile(tau: tau)
    case .topCount: .top(tau: tau, of: n)
    }
  }
}

extension Malleability {
  private struct Row {
    var measure: String
    var value: Double?
    var interval: Interval?
    var count: Int

    /// Whether resamples are so unlike the measured rows that their percentiles leave out the value.
    var isOutside: Bool {
      guard let value, let interval else { return false }
      return value < interval.low || value > interval.high
    }
  }

  private func restricted(_ influence: Influence, to rows: [Int]) -> InfluenceScores {
    guard rows != Array(influence.ids.indices) else {
      return InfluenceScores(perTest: influence.perTest, mean: influence.mean)
    }
    let perTest = influence.perTest.gathered(columns: rows)
    return InfluenceScores(perTest: perTest, mean: rows.map { influence.mean[$0] })
  }

  /// The ids whose image differs between the clean and the attacked data.
  private func changedIds(_ inputs: Inputs) throws(StageError) -> Set<Int64>? {
    guard let clean = try inputs[Self.clean], let attacked = try inputs[Self.attacked] else {
      return nil
    }
    let pairs = clean.ids.places(in: attacked.ids)
    return Set(
      pairs.filter { clean.inputs.row($0.0) != attacked.inputs.row($0.1) }.map {
        clean.ids[$0.0]
      })
  }

  private func rateRows(_ measured: MalleabilityMeasurement, _ cores: Cores) -> [Row] {
    MalleabilityMeasurement.Rate.allCases.compactMap { which in
      if which == .spillOver && measured.spillOver.isEmpty { return nil }
      let random = CounterRandom(seed: UInt64(seed), purpose: "malleability " + which.rawValue)
      let interval = measured.interval(which, draws: draws, random: random, on: cores)
      let name = which == .spillOver ? which.rawValue : "flip rate, " + which.rawValue
      return Row(
        measure: name, value: measured.rate(which), interval: interval,
        count: measured.total(which))
    }
  }

  private func otherRows(_ measured: MalleabilityMeasurement, _ ids: [Int64]) -> [Row] {
    var sizes = Set(topK).sorted().map { (size: $0, name: "\($0)") }
    let own = (size: measured.meanSet.count, name: "the high-influence set")
    sizes.insert(own, at: sizes.firstIndex { $0.size > own.size } ?? sizes.count)
    let stable = sizes.filter { $0.size > 0 && $0.size <= ids.count }.map { size, name in
      Row(
        measure: "stability of top \(name)", value: measured.topStability(size, ids: ids),
        count: size)
    }
    let zeros = measured.perTest.reduce(0) { $0 + $1.zeros }
    return [Row(measure: "rank correlation", value: measured.spearman, count: ids.count)] + stable
      + [Row(measure: "zero scores", value: Double(zeros), count: measured.total(.perTest))]
  }

  private func table(_ rows: [Row], compared: Int, attacked: Int?) -> Table {
    let share = attacked.map { Rounded.text(100 * Double($0) / Double(compared), digits: 3) }
    let beyond = Set(topK).sorted().filter { $0 > compared }.map(String.init)
    let isBiased = rows.contains { $0.measure == "flip rate, mean" && $0.isOutside }
    let intervals =
      "95 % bootstrap over test rows, \(draws) draws"
      + (isBiased
        ? "; that of the mean rate leaves out what was measured, as many means are near zero"
        : "")
    return Table(
      "Influence malleability",
      columns: [
        .text("measure", rows.map(\.measure)), .number("value", rows.map(\.value)),
        .number("low", rows.map(\.interval?.low)), .number("high", rows.map(\.interval?.high)),
        .integer("count", rows.map(\.count)),
      ],
      notes: (share.map { ["\($0) % of the rows were attacked"] } ?? [])
        + (beyond.isEmpty
          ? [] : ["\(compared) rows have no top \(beyond.joined(separator: ", "))"]),
      intervals: draws > 0 ? intervals : nil)
  }
}

extension MalleabilityMeasurement {
  /// How many scores the rate looks at.
  fileprivate func total(_ which: Rate) -> Int {
    switch which {
    case .perTest: perTest.reduce(0) { $0 + $1.total }
    case .mean: mean.total
    case .pooled: pooled.reduce(0) { $0 + $1.total }
    case .spillOver: spillOver.reduce(0) { $0 + $1.total }
    }
  }
}

extension Malleability {
  public static func example() throws(StageError) -> StageExample {
    func influence(_ seed: UInt64, of ids: [Int64]) -> Influence {
      let scores = CounterRandom(seed: seed, purpose: "example")
      let perTest: Matrix<Double> = scores.normals(rows: 4, columns: ids.count, on: .one)
      let mean = InfluenceScores(perTest: perTest).mean
      return Influence(
        mean: mean, perTest: perTest, leverage: mean.map { _ in 0.5 },
        labels: mean.map { _ in 0 }, ids: ids, queryLabels: [0, 1, 0, 1],
        queryIds: [0, 1, 2, 3], classes: ["a", "b"], about: [:])
    }
    let images = try exampleDataset()
    var moved = images
    for row in 0..<3 { moved.inputs[row, 0] += 0.1 }
    // Two rows are gone afterwards, and three were moved.
    return StageExample(
      settings: [NamedSetting("bootstrap", "50")],
      inputs: try Inputs().wiring(influence(1, of: images.ids), to: before)
        .wiring(influence(2, of: images.ids.dropLast(2)), to: after)
        .wiring(images, to: clean).wiring(moved, to: attacked))
  }
}
