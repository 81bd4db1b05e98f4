/// Influence without factorizing K + λI, to a stated tolerance that is certified, or not at all.
public struct ApproximateInfluence<Kernel: KernelOperator>: Sendable {
  let system: ShiftedKernel<Kernel>
  let rule: InfluenceRule
  let trainTargets: Matrix<Double>
  let queries: Matrix<Double>
  let targets: Matrix<Double>
  let limits: ApproximationLimits

  /// A question: K, Y n×C, K_q t×n and the targets t×C of the queries.
  public init(
    _ kernel: Kernel, ridge: Double, rule: InfluenceRule, trainTargets: Matrix<Double>,
    queries: Matrix<Double>, targets: Matrix<Double>, limits: ApproximationLimits
  ) {
    precondition(
      trainTargets.rows == kernel.count && queries.columns == kernel.count, "one row each")
    precondition(queries.rows == targets.rows, "one target a query")
    self.system = ShiftedKernel(kernel, ridge: ridge)
    self.rule = rule
    self.trainTargets = trainTargets
    self.queries = queries
    self.targets = targets
    self.limits = limits
  }

  /// Whether λ stands out of what rounding may have done to the kernel; nothing can be certified otherwise.
  public var isCertifiable: Bool { system.floor > system.ridge / 2 }

  /// The answer by one method, to a question that `isCertifiable`; `report` receives the share of the work done, as far as
  /// it is known.
  public func answer(
    by method: ApproximationMethod, on cores: Cores, report: (Double) -> Void = { _ in }
  ) throws(NumericsError) -> ApproximateAnswer {
    precondition(isCertifiable, "a ridge of \(system.ridge) is lost in the kernel's rounding")
    return switch method {
    case .nystrom: try byLowRank(on: cores, report)
    case .conjugateGradients: try byConjugateGradients(probing: false, on: cores, report)
    case .stochastic: try byConjugateGradients(probing: true, on: cores, report)
    }
  }

  func approximation() -> LowRankKernel {
    LowRankKernel(
      of: system.kernel,
      random: CounterRandom(
        seed: UInt64(bitPattern: Int64(limits.seed)), purpose: "Influence/pivots"))
  }

  /// Every right-hand side, n×(C + t): the targets, then the queries.
  ///
  /// They are solved for together, as what takes long is to make the kernel, however much is multiplied by it.
  var rightSides: Matrix<Double> { trainTargets.transposed.stacked(on: queries).transposed }

  /// The scores of a solution for `rightSides`, with their bounds.
  func certified(
    _ solution: ColumnSolution, _ diagonal: InverseDiagonal, onlyDiagonal: Bool = false,
    on cores: Cores
  ) throws(NumericsError) -> CertifiedScores {
    let (alpha, z) = solution.split(at: trainTargets.columns)
    return try ScoreIngredients(
      system: system, rule: rule, queries: queries, targets: targets, alpha: alpha, z: z,
      diagonal: diagonal, onlyDiagonal: onlyDiagonal
    ).scores(on: cores)
  }
}
