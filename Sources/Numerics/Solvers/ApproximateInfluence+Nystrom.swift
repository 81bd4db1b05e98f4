extension ApproximateInfluence {
  /// Ranks 64, 128, … until the certificate meets the tolerance.
  ///
  /// Every residual is of the whole kernel, so that each rank costs one product with K for all targets and queries.
  func byLowRank(
    on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) -> ApproximateAnswer {
    var approximation = approximation()
    let most = min(limits.rank, system.count)
    // Every look takes about as long, as a product with K takes longer than the low rank.
    let looks = ApproximationLimits.looks(upTo: most)
    let right = rightSides
    let lengths = right.columnNorms(on: cores)
    var (rank, look) = (ApproximationLimits.firstLook, 0)
    while true {
      report(Double(look) / Double(looks))
      let wanted = min(rank, most)
      try approximation.grow(to: wanted, from: system.kernel, on: cores)
      let inverse = try ShiftedLowRank(approximation, shift: system.ridge, on: cores)
      let solution = ColumnSolution(
        inverse.solve(columns: right, on: cores), of: system, for: right, on: cores)
      try cores.checkCancellation()
      let diagonal = try InverseDiagonal(of: system)
        .narrowed(by: approximation, of: system, on: cores)
      let certified = try certified(solution, diagonal, on: cores)
      let isMet = certified.relativeBound <= limits.tolerance
      let isLast = approximation.rank < wanted || wanted == most
      if isMet || isLast {
        return ApproximateAnswer(
          certified: certified, diagonal: diagonal,
          relativeResidual: solution.relativeResidual(lengths), rank: approximation.rank,
          iterations: 0, obstacle: isMet ? nil : .rank)
      }
      (rank, look) = (2 * rank, look + 1)
    }
  }
}
