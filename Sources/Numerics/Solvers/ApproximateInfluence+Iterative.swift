extension ApproximateInfluence {
  /// Conjugate gradients for targets and queries, and the diagonal from solutions or probes; all are taken further until the
  /// certificate meets the tolerance.
  func byConjugateGradients(
    probing: Bool, on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) -> ApproximateAnswer {
    var approximation = approximation()
    try approximation.grow(
      to: min(limits.rank, system.count), from: system.kernel, on: cores)
    let shift = system.ridge + approximation.residualTrace / Double(max(1, system.count))
    var search = Search(
      self, try ShiftedLowRank(approximation, shift: shift, on: cores), approximation, on: cores)
    search.diagonal = try search.diagonal.narrowed(by: approximation, of: system, on: cores)
    try search.solve(on: cores)
    guard rule == .leaveOneOut else { return try search.refine(on: cores) { _ in } }
    if probing {
      guard approximation.floor(under: system) > 0 else {
        return try search.answer(.rounding, on: cores)
      }
      guard try search.probe(on: cores, report) else {
        return try search.answer(.probes, on: cores)
      }
      return try search.refine(on: cores) { _ in }
    }
    try search.solveDiagonal(on: cores, report)
    return try search.refine(on: cores, report)
  }
}

/// The state of one search for a certificate.
private struct Search<Kernel: KernelOperator> {
  typealias Question = ApproximateInfluence<Kernel>

  let question: Question
  let preconditioner: ShiftedLowRank
  let approximation: LowRankKernel
  /// Targets and queries, n×(C + t), and the length of each.
  let right: Matrix<Double>
  let lengths: [Double]
  var diagonal: InverseDiagonal
  var solution: ColumnSolution?
  /// How long the residual of each right-hand side may be.
  var allowed: [Double]
  /// How much of each element the limits of the diagonal may leave open.
  var width: Double

  private var system: ShiftedKernel<Kernel> { question.system }
  private var limits: ApproximationLimits { question.limits }

  init(
    _ question: Question, _ preconditioner: ShiftedLowRank, _ approximation: LowRankKernel,
    on cores: Cores
  ) {
    self.question = question
    self.preconditioner = preconditioner
    self.approximation = approximation
    right = question.rightSides
    lengths = right.columnNorms(on: cores)
    diagonal = InverseDiagonal(of: question.system)
    width = question.limits.tolerance / 8
    // A start for the search, which asks for more where the certificate does.
    allowed = lengths.map { $0 * question.limits.tolerance / 64 }
  }

  private var solver: ConjugateGradients<Kernel> {
    ConjugateGradients(system, preconditioner: preconditioner, limit: limits.iterations)
  }

  /// Targets and queries to what is allowed at present.
  mutating func solve(on cores: Cores) throws(NumericsError) {
    solution = try solver.solve(right, targets: allowed, from: solution, on: cores)
  }

  func certified(
    onlyDiagonal: Bool = false, on cores: Cores
  ) throws(NumericsError) -> CertifiedScores {
    guard let solution else { preconditionFailure("scores before solutions") }
    return try question.certified(solution, diagonal, onlyDiagonal: onlyDiagonal, on: cores)
  }

  /// The diagonal from n solutions.
  mutating func solveDiagonal(
    on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) {
    let count = Double(max(1, system.count))
    diagonal = try diagonal.narrowed(by: solver, width: width, on: cores) {
      report(Double($0) / count)
    }
  }

  /// The diagonal from 64, 128, … probes until it leaves half of the tolerance; false when there were not enough.
  mutating func probe(
    on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) -> Bool {
    let random = CounterRandom(
      seed: UInt64(bitPattern: Int64(limits.seed)), purpose: "Influence/probes")
    let known = try ShiftedLowRank(
      approximation, shift: approximation.floor(under: system), on: cores)
    let exact = known.inverseDiagonal(on: cores)
    let before = diagonal
    var probing = InverseDiagonal.Probing(sums: [Double](repeating: 0, count: system.count))
    let most = limits.probes
    var wanted = min(ApproximationLimits.firstLook, most)
    let looks = ApproximationLimits.looks(upTo: most)
    let aim = limits.tolerance / 2
    var expected = most
    while true {
      try InverseDiagonal.probe(
        &probing, upTo: wanted, solver, known, random: random, tolerance: limits.tolerance / 8,
        on: cores
      ) { report(Double($0) / Double(expected)) }
      diagonal = before.narrowed(
        by: probing, known: known, diagonal: exact, confidence: limits.confidence, looks: looks)
      let bound = try certified(onlyDiagonal: true, on: cores).relativeBound
      if bound <= aim { return true }
      if wanted == most { return false }
      wanted = min(2 * wanted, most)
      // Limits narrow like one over the square root of the probes, or faster; what is enough is seen at the next look only.
      let needed = Double(probing.probes) * (bound / aim) * (bound / aim)
      expected = wanted
      while expected < most, Double(expected) < needed { expected = min(2 * expected, most) }
    }
  }

  /// Takes further what the certificate asks for, each query by its own bound, until the tolerance is met or nothing helps.
  mutating func refine(
    on cores: Cores, _ report: (Double) -> Void
  ) throws(NumericsError) -> ApproximateAnswer {
    let outputs = question.trainTargets.columns
    for _ in 0..<16 {
      let scores = try certified(on: cores)
      if scores.relativeBound <= limits.tolerance { return try answer(nil, scores, on: cores) }
      if let obstacle = obstacle { return try answer(obstacle, scores, on: cores) }
      if question.rule == .leaveOneOut, diagonal.confidence == nil {
        let share = try certified(onlyDiagonal: true, on: cores).relativeBound
        if share > limits.tolerance / 2 {
          width *= max(1e-4, min(0.25, limits.tolerance / (4 * share)))
          try solveDiagonal(on: cores, report)
          continue
        }
      }
      let worst = max(1e-3, min(0.5, limits.tolerance / (4 * scores.relativeBound)))
      for output in 0..<outputs { allowed[output] *= worst }
      for (test, bound) in scores.relativeBounds.enumerated() where bound > limits.tolerance / 2 {
        allowed[outputs + test] *= max(1e-3, min(0.5, limits.tolerance / (4 * bound)))
      }
      try solve(on: cores)
    }
    return try answer(.rounding, on: cores)
  }

  /// What keeps more steps from helping.
  private var obstacle: ApproximationObstacle? {
    guard let solution else { return nil }
    if steps(of: solution) >= limits.iterations { return .iterations }
    return zip(solution.residuals, solution.rounding).allSatisfy { $0 <= 1.5 * $1 }
      ? .rounding : nil
  }

  func answer(
    _ obstacle: ApproximationObstacle?, _ scores: CertifiedScores? = nil, on cores: Cores
  ) throws(NumericsError) -> ApproximateAnswer {
    guard let solution else { preconditionFailure("an answer before solutions") }
    let certified = if let scores { scores } else { try certified(on: cores) }
    return ApproximateAnswer(
      certified: certified, diagonal: diagonal,
      relativeResidual: solution.relativeResidual(lengths), rank: approximation.rank,
      iterations: steps(of: solution), obstacle: obstacle)
  }

  /// The most steps that a right-hand side took.
  private func steps(of solution: ColumnSolution) -> Int {
    max(solution.iterations.max() ?? 0, diagonal.iterations)
  }
}
