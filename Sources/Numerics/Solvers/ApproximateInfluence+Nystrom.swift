extension ApproximateInfluence {
  /// Ranks 64, 128, … until the certificate meets the tolerance.
  ///
  /// Every residual is of the whole kernel, so that each rank costs one product with K for all targets and queries.
  func byLowRank(
    on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) -> ApproximateAnswer {
    var approximation = approximation()
    var rank = 64
    while true {
      report(Double(approximation.rank) / Double(limits.rank))
      let wanted = min(rank, limits.rank, system.count)
      try approximation.grow(to: wanted, from: system.kernel, on: cores)
      let inverse = try ShiftedLowRank(approximation, shift: system.ridge, on: cores)
      let right = queries.transposed
      let alpha = ColumnSolution(
        inverse.solve(columns: trainTargets, on: cores), of: system, for: trainTargets,
        iterations: 0, on: cores)
      let z = ColumnSolution(
        inverse.solve(columns: right, on: cores), of: system, for: right, iterations: 0, on: cores)
      try cores.checkCancellation()
      let diagonal = try InverseDiagonal(of: system)
        .narrowed(by: approximation, of: system, on: cores)
      let certified = try ScoreIngredients(
        system: system, rule: rule, queries: queries, targets: targets, alpha: alpha, z: z,
        diagonal: diagonal
      ).scores(on: cores)
      let isMet = certified.relativeBound <= limits.tolerance
      let isLast = approximation.rank < wanted || wanted == min(limits.rank, system.count)
      if isMet || isLast {
        return ApproximateAnswer(
          certified: certified, diagonal: diagonal,
          relativeResidual: relativeResidual(alpha, z, on: cores), rank: approximation.rank,
          iterations: 0, obstacle: isMet ? nil : .rank)
      }
      rank *= 2
    }
  }
}
