internal import Numerics
internal import Pipeline

/// Stored scores against the regression done again: rows drawn at random are really left out and the equations solved anew.
///
/// Rates (`kind: infinitesimal`) are compared with differences of two weighted fits, good to 1e-5. Scores whose solver
/// gave a bound are compared with that bound.
struct InfluenceAudit {
  let rows: Int
  let tolerance: Double
  let seed: Int
  /// λ that the influence was computed with.
  let ridge: Double

  func checks(
    of influence: Influence, _ kernel: Kernel, in context: Context
  ) throws(StageError) -> [Check] {
    let problem = try RidgeProblem(kernel, ridge: ridge, rule: .absolute, on: context.threads)
    guard influence.queryIds == kernel.queryIds, influence.about.ridge != nil else {
      throw .unsuitable(
        port: "influence", cause: "it was not measured on this kernel's test rows",
        remedy: "wire the influence of this kernel")
    }
    if let obstacle = obstacle(influence) {
      return [Check(kind: .size, name: "audit left out: \(obstacle)")]
    }
    let random = CounterRandom(seed: UInt64(seed), purpose: "KernelChecks/audit")
    let count = min(rows, influence.ids.count)
    let chosen = random.sample(count, from: influence.ids.count).sorted()
    let places = try problem.places(
      of: chosen.map { influence.ids[$0] }, port: "influence",
      remedy: "wire the influence of this kernel")
    let refit = try Refitting(problem, influence, on: context.threads)
    var (distance, excess) = (0.0, 0.0)
    for (step, (column, place)) in zip(chosen, places).enumerated() {
      context.report(step, of: count, "rows left out")
      let again = try refit.scores(without: place)
      for test in again.indices {
        let error = abs(influence.perTest[test, column] - again[test])
        distance = [distance, error / refit.scales[test]].largest
        if let bound = influence.bounds?.perTest[test] {
          excess = [excess, ErrorShare.of(error, in: bound)].largest
        }
      }
      try context.checkCancellation()
    }
    return results(
      distance, influence.bounds == nil ? nil : excess, pairs: count * refit.tests,
      within: refit.isRate ? max(tolerance, 1e-5) : tolerance)
  }

  private func results(
    _ distance: Double, _ excess: Double?, pairs: Int, within tolerance: Double
  ) -> [Check] {
    let name =
      "audit of \(pairs) pairs: distance from a fit done again, over the test row's largest"
    let remedy = "compute the influence again from this kernel, or give a larger ridge"
    guard let excess else {
      return [Check.atMost(.gate, name, distance, tolerance, remedy: remedy)]
    }
    return [
      Check(kind: .size, name: name, value: distance),
      Check.atMost(
        .gate, "audit: distance over the certified bound", excess, 1,
        remedy: "use solver: exact, and report the certificate that does not hold"),
    ]
  }

  /// Why scores cannot be checked from the kernel alone.
  private func obstacle(_ influence: Influence) -> String? {
    if let offset = influence.about.offset {
      return "the regression starts from the offset ‘\(offset)’"
    }
    if influence.about.context == .full {
      return "the attention context was computed again for each row"
    }
    return nil
  }
}

/// The regression done again without a row, or with its weight moved.
private struct Refitting {
  private let problem: RidgeProblem
  private let kernel: Matrix<Double>
  private let before: [Double]
  private let cores: Cores
  /// Whether scores are rates.
  let isRate: Bool
  /// The largest score of each test row.
  let scales: [Double]

  init(_ problem: RidgeProblem, _ influence: Influence, on cores: Cores) throws(StageError) {
    self.problem = problem
    self.cores = cores
    kernel = problem.kernel.wholeTrain(on: cores)
    isRate = influence.about.isRate
    scales = influence.queryIds.indices.map { test in
      influence.perTest.withUnsafeRow(test) {
        $0.reduce(Double.leastNormalMagnitude) { max($0, abs($1)) }
      }
    }
    before = try problem.losses(Self.fit(problem, kernel, without: [], on: cores))
  }

  var tests: Int { before.count }

  func scores(without row: Int) throws(StageError) -> [Double] {
    if isRate {
      return try computing { () throws(NumericsError) in
        try Refit.rate(
          ofRow: row, kernel: kernel, targets: problem.targets, ridge: problem.ridge,
          queries: problem.queries, queryTargets: problem.queryTargets, on: cores)
      }
    }
    let after = try problem.losses(Self.fit(problem, kernel, without: [row], on: cores))
    return zip(after, before).map { $0 - $1 }
  }

  private static func fit(
    _ problem: RidgeProblem, _ kernel: Matrix<Double>, without rows: [Int], on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    try computing { () throws(NumericsError) in
      try Refit.predictions(
        removing: rows, kernel: kernel, targets: problem.targets, ridge: problem.ridge,
        queries: problem.queries, on: cores)
    }
  }
}
