internal import Numerics
public import Pipeline

/// What leaving out a whole group of training rows changes at each test row, exactly and without fitting again.
///
/// With A = K + λI and α = A⁻¹Y, f_without_S(x_t) = f(x_t) − (A⁻¹k_t)_Sᵀ(A⁻¹_SS)⁻¹α_S; the group's influence is the change of
/// ½|f(x_t) − y_t|², positive where the group helps. Beside it stands the sum of its rows' own
/// leave-one-out influences: the two differ by what the rows do together.
public struct GroupInfluence: Stage {
  public static let summary = "The influence of whole groups of training rows, exactly."
  public static let version = 1
  public static let source = "arXiv:2603.13085, appendix B; Cook and Weisberg, 1982"
  public static let kernel = Port<Kernel>("kernel", "with the test rows as queries")
  public static let by = OptionalPort<Influence>("by", "whose most influential rows make groups")
  public static let inputs: [any InputPort] = [kernel, by]
  public static let settings: [Setting<Self>] = [
    Setting("groups", \.groups, "the groups, by the ids of their rows"),
    Setting(
      "top", \.top,
      "a group for each: the rows of highest mean influence in ‘by’, a fraction or a count",
      bounds: Influence.topBounds, allows: { $0.allSatisfy(Influence.isTop) }
    ).used(when: "by is wired") { _, wiring in wiring.isWired(by.name) },
    Setting("per-test", \.isPerTest, "rows for every test row too, not for their mean alone"),
    Setting("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
  ]
  var groups = RowGroups()
  var top = [0.1]
  var isPerTest = true
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    guard groups.groups.isEmpty, !wiring.isWired(Self.by.name) else { return [] }
    return [
      SettingFault("GroupInfluence needs groups: give ‘groups’, or wire ‘by’ for its top rows")
    ]
  }

  /// The factor's triangle, A⁻¹'s rows of a group, its own block with the factor, and the kernel of the queries.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    let largest = sizes(inputs).max() ?? 0
    return 8 * n * (2 * n + 2 * t + 3 * 512) + 8 * 2 * largest * largest + inputs.bytes + 64 << 20
  }

  /// The regression and its scores; for each group its rows of A⁻¹ and their own block's factor.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    return sizes(inputs).reduce(entries + .regression(n) + .scores(n, t)) { work, size in
      work + .product(size, n, n + t) + .product(size, n, size) + .factor(size)
    }
  }

  /// How many rows each group has.
  private func sizes(_ inputs: InputShapes) -> [Int] {
    let n = inputs[Self.kernel, "rows"]
    let tops = inputs[Self.by] == nil ? [] : top.map { Influence.topCount($0, of: n) }
    return groups.groups.map { min(n, $0.ids.count) } + tops
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let cores = context.threads
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: cores)
    let groups = try chosen(inputs, in: problem)
    context.report(0, of: groups.count + 2, "steps")
    let regression = try problem.regression(on: cores)
    context.report(1, of: groups.count + 2, "steps")
    let sums = try singleSums(groups, problem, regression, context)
    let before = problem.losses(regression.predictions(problem.queries, on: cores))
    var results: [GroupResult] = []
    for (index, group) in groups.enumerated() {
      context.report(index + 2, of: groups.count + 2, "steps")
      let predictions = try computing { () throws(NumericsError) in
        try regression.predictions(problem.queries, removing: group.rows, on: cores)
      }
      results.append(
        GroupResult(group: group, after: problem.losses(predictions), singles: sums[index]))
    }
    return table(results, before, problem)
  }
}

extension GroupInfluence {
  /// A group as places in the kernel.
  private struct Members {
    var name: String
    var rows: [Int]
  }

  /// What leaving one group out does to each test row.
  private struct GroupResult {
    var group: Members
    var after: [Double]
    var singles: [Double]
  }

  private func chosen(
    _ inputs: Inputs, in problem: RidgeProblem
  ) throws(StageError) -> [Members] {
    var members: [Members] = []
    for group in groups.groups {
      members.append(
        Members(
          name: group.name,
          rows: try problem.places(
            of: group.ids, port: Self.kernel.name, remedy: "name rows that it was made from")))
    }
    guard let by = try inputs[Self.by] else { return members }
    for top in top {
      members.append(
        Members(
          name: "top \(top < 1 ? top.description : Int(top).description)",
          rows: try problem.places(
            of: by.topRows(top).map { by.ids[$0] }, port: Self.by.name,
            remedy: "wire the influence of these training rows")))
    }
    return members
  }

  /// For each group the sum of its rows' leave-one-out influences on each test row.
  private func singleSums(
    _ groups: [Members], _ problem: RidgeProblem, _ regression: KernelRidge, _ context: Context
  ) throws(StageError) -> [[Double]] {
    var sums = [[Double]](repeating: [], count: groups.count)
    regression.forEachInfluenceBlock(
      queries: DenseQueries(problem.queries), targets: problem.queryTargets, on: context.threads
    ) { tests, scores in
      for (index, group) in groups.enumerated() {
        sums[index] += (0..<tests.count).map { test in
          scores.withUnsafeRow(test) { row in group.rows.reduce(0) { $0 + row[$1] } }
        }
      }
    }
    try context.checkCancellation()
    return sums
  }

  private func table(
    _ results: [GroupResult], _ before: [Double], _ problem: RidgeProblem
  ) -> Table {
    func rows(_ values: [Double]) -> [Double] {
      [Statistics.mean(values) ?? .nan] + (isPerTest ? values : [])
    }
    let tests = ["mean"] + (isPerTest ? problem.kernel.queryIds.map(\.description) : [])
    return Table(
      "Influence of groups",
      columns: [
        .text("group", results.flatMap { result in tests.map { _ in result.group.name } }),
        .text("test", results.flatMap { _ in tests }),
        .integer(
          "size", unit: "rows", results.flatMap { r in tests.map { _ in r.group.rows.count } }),
        .number("value", results.flatMap { rows(zip($0.after, before).map { $0 - $1 }) }),
        .number("sum of single influences", results.flatMap { rows($0.singles) }),
        .number("loss before", results.flatMap { _ in rows(before) }),
        .number("loss after", results.flatMap { rows($0.after) }),
      ], notes: notes(results, problem))
  }

  private func notes(_ results: [GroupResult], _ problem: RidgeProblem) -> [String] {
    let rule =
      "Change of ½|f − y|² on removal, exact; λ = \(problem.ridge) (\(ridgeRule.rawValue)), no offset, "
      + "attention context frozen."
    return [rule]
      + results.map { result in
        let ids = result.group.rows.prefix(50).map { problem.kernel.ids[$0].description }
        let more = result.group.rows.count - ids.count
        return "\(result.group.name): ids \(ids.joined(separator: " "))"
          + (more > 0 ? " and \(more) more" : "") + "."
      }
  }

  public static func example() throws(StageError) -> StageExample {
    let inputs = try KernelInfluence.example().inputs
    let influence = try KernelInfluence().run(inputs, in: Context())
    return StageExample(
      settings: [
        NamedSetting("groups", [["0", "5"], ["2"]]), NamedSetting("top", ["0.25", "2"]),
      ], inputs: try inputs.wiring(influence, to: by))
  }
}
