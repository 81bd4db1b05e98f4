package import Numerics
package import Pipeline

/// One computation of exact influence; a long one keeps what it has done and streams its scores to disk.
package struct InfluenceRun {
  /// What came out; n means and leverages, t×n scores.
  package struct Scores {
    package var mean: [Double]
    package var perTest: Matrix<Double>
    package var leverage: [Double]
  }

  private let targets: Matrix<Double>
  private let queryTargets: Matrix<Double>
  private let ridge: Double
  private let rule: InfluenceRule
  private let context: Context

  /// A computation with targets n×C and t×C.
  package init(
    targets: Matrix<Double>, queryTargets: Matrix<Double>, ridge: Double, rule: InfluenceRule,
    context: Context
  ) {
    self.targets = targets
    self.queryTargets = queryTargets
    self.ridge = ridge
    self.rule = rule
    self.context = context
  }

  /// Whether a run takes minutes, or its scores more than half a gibibyte.
  static func isLong(rows: Int, queries: Int) -> Bool { rows > 16_384 || queries * rows > 1 << 26 }

  /// The scores; what is kept and streamed when the run is long may be held back, or asked for.
  package func scores(
    _ kernel: some SymmetricTiles, _ queries: some KernelQueries, isLong: Bool? = nil
  ) throws(StageError) -> Scores {
    let isLong = isLong ?? Self.isLong(rows: kernel.size, queries: queries.count)
    let place: ScorePlace =
      isLong
      ? .disk(try ScoreLog(context, rows: queries.count, columns: kernel.size))
      : .memory
    return try scores(kernel, queries, in: place, keeping: isLong ? regressionRecords() : nil)
  }

  private enum ScorePlace {
    case memory
    case disk(ScoreLog)
  }

  private func regressionRecords() throws(StageError) -> RegressionRecords {
    RegressionRecords(
      factor: try KeptPanels("factor", context), coefficients: try KeptPanels("solution", context),
      inverse: try KeptPanels("inverse", context))
  }

  private func scores(
    _ kernel: some SymmetricTiles, _ queries: some KernelQueries, in place: ScorePlace,
    keeping records: RegressionRecords?
  ) throws(StageError) -> Scores {
    var scores = try computed(kernel, queries, in: place, keeping: records)
    // The triangle is gone by now, so that its memory and the scores' need not be there together.
    if case .disk(let log) = place { scores.perTest = try log.matrix() }
    return scores
  }

  private func computed(
    _ kernel: some SymmetricTiles, _ queries: some KernelQueries, in place: ScorePlace,
    keeping records: RegressionRecords?
  ) throws(StageError) -> Scores {
    let (cores, context) = (context.threads, context)
    let blocks = (queries.count + KernelRidge.queriesAtOnce - 1) / KernelRidge.queriesAtOnce
    let meter = WorkMeter(
      total: KernelRidge.work(size: kernel.size)
        + blocks * KernelRidge.work(block: KernelRidge.queriesAtOnce, size: kernel.size)
    ) { context.report($0, of: $1, "tile products") }
    let regression = try computing { () throws(NumericsError) in
      try KernelRidge(
        kernel, targets: targets, ridge: ridge, keeping: records, meter: meter, on: cores)
    }
    try checkDigits(regression, trace: kernel.trace)
    var mean = RunningMean(columns: kernel.size)
    var perTest = Matrix<Double>(rows: 0, columns: kernel.size)
    switch place {
    case .memory:
      perTest = try computing { () throws(NumericsError) in
        try regression.influence(rule, queries: queries, targets: queryTargets, on: cores)
      }
      mean.add(perTest, on: cores)
    case .disk(let log):
      for index in 0..<log.count {
        let block = try log.block(index)
        mean.add(block, on: cores)
        meter.add(KernelRidge.work(block: block.rows, size: kernel.size))
      }
      let first = log.count * KernelRidge.queriesAtOnce
      try regression.forEachInfluenceBlock(
        rule, queries: queries, targets: queryTargets, from: first, on: cores
      ) { (_, block) throws(StageError) in
        try log.append(block)
        mean.add(block, on: cores)
        meter.add(KernelRidge.work(block: block.rows, size: kernel.size))
      }
      try context.checkCancellation()
    }
    guard mean.values.allSatisfy(\.isFinite) else {
      throw .numerical(
        cause: "a score is not a finite number: the kernel's entries are too large or too small",
        remedy: "scale the rows, for example to unit length with Normalize")
    }
    return Scores(mean: mean.values, perTest: perTest, leverage: regression.leverage)
  }

  /// Refuses equations that rounding may have made singular: a factorization can go through and leave no digit of its inverse.
  ///
  /// tr(K)·‖A⁻¹‖₂ is κ or more, and the trace over λ more than that, so that the norm is seldom computed.
  private func checkDigits(_ regression: KernelRidge, trace: Double) throws(StageError) {
    guard trace * .ulpOfOne > ridge else { return }
    let norm = try computing { () throws(NumericsError) in
      try regression.inverseNorm(on: context.threads)
    }
    guard !(trace * norm * .ulpOfOne < 1) else { return }
    throw .numerical(
      cause: "λ = \(ridge) is lost in the rounding of a kernel whose diagonal sums to "
        + "\(Rounded.text(trace, digits: 2)), and no digit of a score is left",
      remedy: "raise ‘ridge’")
  }
}
