/// How far influence moved between two states of the training data (Definition 3.4).
///
/// `before` and `after` are t×n over the same test rows and the same training rows, in one order.
/// Three aggregation rules, since the paper leaves it open:
/// - *per test*: every test row has its own high-influence set; the rates are averaged;
/// - *mean*: one set and its signs from the mean over test rows;
/// - *pooled*: the set from the mean, the signs of all (test row, member) pairs.
///
/// *Spill-over* is the per-test rate among members that were not attacked themselves.
public struct MalleabilityMeasurement: Sendable {
  /// Flips of each test row's own set, in test-row order.
  public let perTest: [FlipCount]
  /// The same without the attacked rows; empty when it is not known which those were.
  public let spillOver: [FlipCount]
  /// For each test row, flips among the members of the mean set.
  public let pooled: [FlipCount]
  /// Flips of the mean scores within the mean set.
  public let mean: FlipCount
  /// The mean set, as row indices.
  public let meanSet: [Int]
  let before: InfluenceScores
  let after: InfluenceScores

  /// Measures; `attacked` holds the indices of rows that were attacked, `nil` when unknown.
  public init(
    before: InfluenceScores, after: InfluenceScores, rule: HighInfluence, ids: [Int64]? = nil,
    attacked: Set<Int>? = nil, on cores: Cores = .one
  ) {
    precondition(before.perTest.columns == after.perTest.columns, "the same training rows")
    precondition(before.perTest.rows == after.perTest.rows, "the same test rows")
    self.before = before
    self.after = after
    let meanSet = rule.rows(of: before.mean, ids: ids)
    self.meanSet = meanSet
    mean = Self.flips(before.mean, after.mean, in: meanSet)

    let counts =
      cores.map(before.perTest.rows) { test -> [FlipCount] in
        let old = before.perTest.row(test)
        let new = after.perTest.row(test)
        let own = rule.rows(of: old, ids: ids)
        let spared = attacked.map { attacked in own.filter { !attacked.contains($0) } } ?? []
        return [
          Self.flips(old, new, in: own), Self.flips(old, new, in: spared),
          Self.flips(old, new, in: meanSet),
        ]
      } ?? []
    perTest = counts.map { $0[0] }
    spillOver = attacked == nil ? [] : counts.map { $0[1] }
    pooled = counts.map { $0[2] }
  }

  static func flips(_ old: [Double], _ new: [Double], in set: [Int]) -> FlipCount {
    var count = FlipCount()
    for row in set { count.add(old[row], new[row]) }
    return count
  }
}

extension MalleabilityMeasurement {
  /// The average over test rows of their rates, leaving out test rows with an empty set.
  public static func averageRate(_ counts: [FlipCount]) -> Double? {
    Statistics.mean(counts.compactMap(\.rate))
  }

  /// The rate of all counts together.
  public static func totalRate(_ counts: [FlipCount]) -> Double? {
    counts.reduce(into: FlipCount()) { $0 += $1 }.rate
  }

  /// The rank correlation of the mean scores before and after; `nil` when either is constant.
  public var spearman: Double? { Statistics.spearman(before.mean, after.mean) }

  /// The share of the `count` most helpful rows that stay among them, ties by id.
  public func topStability(_ count: Int, ids: [Int64]? = nil) -> Double? {
    guard count > 0, count <= before.mean.count else { return nil }
    let rule = HighInfluence.top(count: count)
    let old = Set(rule.rows(of: before.mean, ids: ids))
    let new = rule.rows(of: after.mean, ids: ids)
    return Double(new.count(where: old.contains)) / Double(count)
  }
}
