internal import Numerics
internal import Pipeline

extension KernelInfluence {
  /// Leave-one-out with `context: full`, for all rows or a sample of them.
  ///
  /// Without attention the context is nobody's, and full and frozen are the same: the rows are then left out in closed form.
  /// λ keeps its value for the whole kernel; leverage is that of the regression with all rows.
  func fullContext(
    _ inputs: Inputs, sample: Int, seed: Int, in context: Context
  ) throws(StageError) -> Influence {
    guard let data = try inputs[Self.data], let queries = try inputs[Self.queries] else {
      throw .unsuitable(
        port: "data", cause: "the context is computed from data and queries", remedy: "wire them")
    }
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: context.threads)
    guard data.map.context != nil else {
      let all = Array(problem.kernel.ids.indices)
      let rows = sample > 0 ? FullContext.sampled(sample, of: all.count, seed: seed) : all
      let regression = try problem.regression(on: context.threads)
      let perTest = try computing { () throws(NumericsError) in
        try regression.influence(
          queries: problem.queries, targets: problem.queryTargets, on: context.threads)
      }
      return influence(
        of: rows, perTest.gathered(columns: rows), regression.leverage, problem, isAttending: false)
    }
    let full = try FullContext(
      problem, data: data, queries: queries, network: inputs[Self.network], on: context.threads)
    let rows = try full.chosenRows(sample: sample, seed: seed)
    context.note(full.cost(rows.count))
    let (leverage, before) = try withAllRows(problem, on: context.threads)
    let perTest = try full.scores(rows, before: before, in: context)
    return influence(of: rows, perTest, leverage, problem, isAttending: true)
  }

  /// The leverage of each row and the losses of the regression that has all of them.
  private func withAllRows(
    _ problem: RidgeProblem, on cores: Cores
  ) throws(StageError) -> (leverage: [Double], losses: [Double]) {
    let regression = try problem.regression(on: cores)
    let predictions = regression.predictions(problem.queries, on: cores)
    return (regression.leverage, problem.losses(predictions))
  }

  private func influence(
    of rows: [Int], _ perTest: Matrix<Double>, _ leverage: [Double], _ problem: RidgeProblem,
    isAttending: Bool
  ) -> Influence {
    let kernel = problem.kernel
    var about = kernel.about
    about.describe(
      influence: Kind.leaveOneOut.rawValue, ridge: problem.ridge, rule: ridgeRule,
      outputs: problem.targets.columns, context: isAttending ? .full : .fullWithoutAttention)
    about["rows"] = .string("\(rows.count) of \(kernel.ids.count)")
    return Influence(
      mean: InfluenceScores(perTest: perTest).mean, perTest: perTest,
      leverage: rows.map { leverage[$0] }, labels: rows.map { kernel.labels[$0] },
      ids: rows.map { kernel.ids[$0] }, queryLabels: kernel.queryLabels,
      queryIds: kernel.queryIds, classes: kernel.classes, about: about)
  }
}
