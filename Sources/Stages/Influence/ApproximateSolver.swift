internal import Numerics
internal import Pipeline

/// How `Influence` solves its equations when not by factorization: a method, its limits, and the refusal of what they do not
/// reach.
struct ApproximateSolver {
  let method: ApproximationMethod
  let limits: ApproximationLimits

  /// The scores of one regression with their bounds; `targets` have any offset taken off.
  func influence(
    _ operation: some KernelOperator, of kernel: Kernel, queries: Matrix<Double>,
    targets: (train: Matrix<Double>, queries: Matrix<Double>), ridge: Double, rule: InfluenceRule,
    about: Facts, in context: Context
  ) throws(StageError) -> Influence {
    let question = ApproximateInfluence(
      operation, ridge: ridge, rule: rule, trainTargets: targets.train, queries: queries,
      targets: targets.queries, limits: limits)
    guard question.isCertifiable else {
      throw .numerical(
        cause: "a ridge of \(ridge) is lost in the rounding of a kernel with trace "
          + "\(operation.trace), so nothing can be certified",
        remedy: "give a larger ridge, or use solver: exact")
    }
    context.note(plan(rows: kernel.ids.count, tests: queries.rows, rule))
    let answer = try computing { () throws(NumericsError) in
      try question.answer(by: method, on: context.threads) { share in
        context.report(Int(1000 * min(1, share)), of: 1000, "‰")
      }
    }
    try context.checkCancellation()
    if let obstacle = answer.obstacle { throw refusal(obstacle, answer) }
    let scores = answer.certified
    let leverage = leverage(answer, ridge)
    return Influence(
      mean: InfluenceScores(perTest: scores.scores).mean, perTest: scores.scores,
      leverage: leverage.values, labels: kernel.labels, ids: kernel.ids,
      queryLabels: kernel.queryLabels, queryIds: kernel.queryIds, classes: kernel.classes,
      about: facts(about, answer, leverage.within),
      bounds: ScoreBounds(perTest: scores.perTestBound, mean: scores.meanBound))
  }

  /// 1 − λ·A⁻¹_ii, or not a number where the diagonal is known less well than the tolerance asks.
  private func leverage(
    _ answer: ApproximateAnswer, _ ridge: Double
  ) -> (values: [Double], within: Double?) {
    let diagonal = answer.diagonal
    let within = zip(diagonal.low, diagonal.high).reduce(0) { max($0, ridge * ($1.1 - $1.0) / 2) }
    guard within <= limits.tolerance else {
      return (diagonal.low.map { _ in .nan }, nil)
    }
    return (diagonal.middle.map { 1 - ridge * $0 }, within)
  }

  private func plan(rows: Int, tests: Int, _ rule: InfluenceRule) -> String {
    switch (method, rule) {
    case (.conjugateGradients, .leaveOneOut):
      "leave-one-out divides by the diagonal of (K + λI)⁻¹: \(rows) right-hand sides beside \(tests) test rows"
    case (.stochastic, _):
      "the diagonal of (K + λI)⁻¹ from at most \(limits.probes) random probes"
    default:
      "\(tests) test rows, rank at most \(limits.rank)"
    }
  }

  private func facts(_ about: Facts, _ answer: ApproximateAnswer, _ within: Double?) -> Facts {
    var about = about
    about["solver"] = .string(method.rawValue)
    about["tolerance"] = JSON(limits.tolerance)
    about["certified error, over a test row's largest score"] = JSON(answer.certified.relativeBound)
    about["largest relative residual"] = JSON(answer.relativeResidual)
    about["rank"] = JSON(answer.rank)
    if method != .nystrom { about["iterations"] = JSON(answer.iterations) }
    if let confidence = answer.diagonal.confidence {
      about["probes"] = JSON(answer.diagonal.probes)
      about["certificate"] = .string("holds with probability \(confidence) over the probes")
    } else {
      about["certificate"] = "holds for certain, given K ⪰ 0 up to 2e-12 of its trace"
    }
    about["leverage"] = .string(
      within.map { "within \($0)" } ?? "not computed: this solver does not need it")
    return about
  }

  private func refusal(
    _ obstacle: ApproximationObstacle, _ answer: ApproximateAnswer
  ) -> StageError {
    let reached = answer.certified.relativeBound
    let certified =
      "certified to \(Rounded.text(reached, digits: 3)) of the largest of their test row, "
      + "tolerance asks for \(limits.tolerance)"
    switch obstacle {
    case .iterations:
      return .numerical(
        cause: "after \(answer.iterations) iterations the scores are only \(certified)",
        remedy: "raise iterations or rank, or use solver: exact")
    case .rank:
      return .numerical(
        cause: "at rank \(answer.rank) the scores are only \(certified)",
        remedy: "raise rank, use solver: cg, or use solver: exact")
    case .probes:
      return .numerical(
        cause: "after \(answer.diagonal.probes) probes the scores are only \(certified)",
        remedy: "raise probes, rank or tolerance, or use solver: cg or exact")
    case .rounding:
      return .numerical(
        cause: "at the limit of double precision the scores are only \(certified)",
        remedy: "raise tolerance or ridge, or use solver: exact")
    }
  }
}
