internal import Numerics
public import Pipeline

/// How far approximate influence is from exact influence on the same rows, beside what its solver certified.
public struct InfluenceError: Stage {
  public static let summary = "The error of approximate influence, measured and certified."
  public static let version = 3
  public static let source = "arXiv:2603.13085, appendix D.1"
  public static let exact = Port<Influence>("exact", "the influence to compare with")
  public static let approximate = Port<Influence>("approximate", "the influence that is judged")
  public static let inputs: [any InputPort] = [exact, approximate]

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.exact, "rows"], inputs[Self.exact, "queries"])
    return inputs.bytes + 8 * n * (2 * t + 16) + 64 << 20
  }

  /// Both sets of scores, and the ranks of each test row's.
  public func work(_ inputs: InputShapes) -> Work {
    .passes(60, over: 16 * inputs[Self.exact, "rows"] * inputs[Self.exact, "queries"])
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let (exact, other) = (try inputs[Self.exact], try inputs[Self.approximate])
    guard exact.ids == other.ids, exact.queryIds == other.queryIds else {
      throw .unsuitable(
        port: Self.approximate.name, cause: "it was measured on other rows than ‘exact’",
        remedy: "use one kernel for both")
    }
    try checkQuestions(exact, other)
    guard !exact.queryIds.isEmpty, !exact.ids.isEmpty else {
      throw .unsuitable(
        port: Self.exact.name, cause: "it has no scores", remedy: "wire a kernel with queries")
    }
    guard let rows = RowErrors(exact, other, on: context.threads) else { throw .cancelled }
    var entries: [(measure: String, value: Double?)] = [
      ("largest error, over the test row's largest score", rows.relative.largest),
      ("mean of the test rows' largest errors", Statistics.mean(rows.relative)),
      ("largest error of the mean influence, over its largest", rows.ofMean),
      ("sign agreement", rows.agreement),
      ("rank correlation of the mean influence", Statistics.spearman(exact.mean, other.mean)),
      ("rank correlation, mean over test rows", Statistics.mean(rows.correlations)),
    ]
    if let bounds = other.bounds {
      let ratios = zip(bounds.perTest, rows.scales).map(ErrorShare.of)
      let kept = zip(rows.errors, bounds.perTest).filter { $0 <= $1 }.count
      entries += [
        ("certified error, over the test row's largest score", ratios.largest),
        ("test rows within their certified error", Double(kept) / Double(ratios.count)),
      ]
    }
    for name in ["rank", "iterations", "probes"] {
      if let number = other.about[name]?.double { entries.append((name, number)) }
    }
    return Table(
      "Error of approximate influence",
      columns: [
        .text("influence", entries.map { _ in other.about.text("influence") }),
        .text("solver", entries.map { _ in other.about.text("solver") }),
        .text("measure", entries.map(\.measure)), .number("value", entries.map(\.value)),
      ], notes: other.about.text("certificate").map { ["The certificate \($0)."] } ?? [])
  }

  /// Refuses answers to different questions.
  private func checkQuestions(_ exact: Influence, _ other: Influence) throws(StageError) {
    for name in ["influence", "ridge", "offset", "targets", "attention context"] {
      guard let asked = Self.answer(exact, name), let answered = Self.answer(other, name),
        asked != answered
      else { continue }
      throw .unsuitable(
        port: Self.approximate.name,
        cause: "its \(name) is \(answered), that of ‘exact’ is \(asked)",
        remedy: "use the same settings for both, but for the solver and its limits")
    }
  }

  /// What is said of an influence; without attention the full context is the frozen one.
  private static func answer(_ influence: Influence, _ name: String) -> String? {
    let isFrozen = influence.about.context == .fullWithoutAttention
    return isFrozen && name == "attention context"
      ? Facts.AttentionContext.frozen.rawValue : influence.about.text(name)
  }

  public static func example() throws(StageError) -> StageExample {
    let inputs = try KernelInfluence.example().inputs
    let exact = try KernelInfluence().run(inputs, in: Context())
    var approximate = exact
    approximate.perTest.scale(by: 1.25)
    approximate.bounds = ScoreBounds(
      perTest: exact.queryIds.map { _ in 10 }, mean: exact.ids.map { _ in 10 })
    return StageExample(
      inputs: try Inputs().wiring(exact, to: Self.exact).wiring(approximate, to: Self.approximate))
  }
}

/// Errors by test row.
private struct RowErrors {
  private struct Row: Sendable {
    var error = 0.0
    var scale = 0.0
    var correlation: Double?
    /// How many signs are right; zero is a sign of its own.
    var agreeing = 0
  }

  private let rows: [Row]
  let ofMean: Double?
  /// The share of all scores whose sign is right.
  let agreement: Double

  /// Nil when the work was given up.
  init?(_ exact: Influence, _ other: Influence, on cores: Cores) {
    let found = cores.map(exact.queryIds.count) { test in
      let (a, b) = (exact.perTest.row(test), other.perTest.row(test))
      return Row(
        error: Self.largest(a, b), scale: a.map { abs($0) }.largest,
        correlation: Statistics.spearman(a, b),
        agreeing: zip(a, b).filter { ($0 > 0) == ($1 > 0) && ($0 < 0) == ($1 < 0) }.count)
    }
    guard let found else { return nil }
    rows = found
    agreement = Double(rows.reduce(0) { $0 + $1.agreeing }) / Double(exact.perTest.count)
    ofMean = ErrorShare.of(
      Self.largest(exact.mean, other.mean), in: exact.mean.map { abs($0) }.largest)
  }

  private static func largest(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.largest
  }

  /// The largest error of a test row's scores, and the largest of its exact scores.
  var errors: [Double] { rows.map(\.error) }
  var scales: [Double] { rows.map(\.scale) }
  /// Rank correlations, where they are defined.
  var correlations: [Double] { rows.compactMap(\.correlation) }

  /// The largest error of each test row over its largest score.
  var relative: [Double] { zip(errors, scales).map(ErrorShare.of) }
}
