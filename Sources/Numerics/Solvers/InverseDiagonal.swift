#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Limits between which the elements of the diagonal of A⁻¹ lie, A = K + λI.
public struct InverseDiagonal: Sendable {
  /// Below A⁻¹_ii; n.
  public private(set) var low: [Double]
  /// Above A⁻¹_ii; n.
  public private(set) var high: [Double]
  /// The chance that all of them hold at once, for limits that come from random probes.
  public private(set) var confidence: Double?
  /// The most steps of conjugate gradients that a column took.
  public private(set) var iterations = 0
  /// How many random probes there were.
  public private(set) var probes = 0

  /// What A⁻¹_ii is never below; n.
  private let certain: [Double]

  /// The middle of each pair of limits.
  public var middle: [Double] { zip(low, high).map { ($0 + $1) / 2 } }

  /// What holds for every A: 1/A_ii ≤ A⁻¹_ii ≤ 1/φ, φ the floor of its eigenvalues.
  public init<Kernel>(of system: ShiftedKernel<Kernel>) {
    // A factored kernel's diagonal may differ by as much from that of the rows it is multiplied by.
    let accuracy = ShiftedKernel<Kernel>.kernelAccuracy
    low = system.kernel.diagonal.map { (1 - accuracy) / (max(0, $0) + system.ridge) }
    certain = low
    high = [Double](repeating: 1 / system.floor, count: system.count)
  }

  /// Keeps what both pairs of limits allow; where they contradict each other, as by rounding or by chance, what either does.
  private mutating func narrow(_ index: Int, _ below: Double, _ above: Double) {
    let (least, most) = (max(low[index], below), min(high[index], above))
    if most < least {
      low[index] = max(certain[index], min(low[index], below))
      high[index] = max(high[index], above)
    } else {
      (low[index], high[index]) = (least, most)
    }
  }

  /// Narrowed by F·Fᵀ ⪯ K ⪯ F·Fᵀ + τI with τ = tr(K − F·Fᵀ): the diagonals of (F·Fᵀ + (λ + τ)I)⁻¹ and (F·Fᵀ + λI)⁻¹.
  public func narrowed<Kernel>(
    by approximation: LowRankKernel, of system: ShiftedKernel<Kernel>, on cores: Cores
  ) throws(NumericsError) -> InverseDiagonal {
    let floor = approximation.floor(under: system)
    guard floor > 0 else { return self }
    let inverse = try ShiftedLowRank(approximation, shift: floor, on: cores)
    let ceiling = try ShiftedLowRank(
      approximation, shift: 2 * system.ridge - floor + approximation.residualTrace, on: cores)
    let (above, below) = (inverse.inverseDiagonal(on: cores), ceiling.inverseDiagonal(on: cores))
    var result = self
    for index in low.indices {
      result.narrow(
        index, below[index] - ceiling.diagonalError, above[index] + inverse.diagonalError)
    }
    return result
  }

  /// Narrowed by solving A·x = e_i for every i: with r = e_i − A·x,
  /// A⁻¹_ii − x_i − xᵀr = rᵀA⁻¹r lies between 0 and |r|²/φ, so half the digits of a solution are enough.
  ///
  /// Each is solved until |r|²/φ is at most `width` of 1/A_ii. `report` receives how many of the n are done.
  public func narrowed<Kernel>(
    by solver: ConjugateGradients<Kernel>, width: Double, on cores: Cores,
    report: (Int) -> Void = { _ in }
  ) throws(NumericsError) -> InverseDiagonal {
    let (system, count) = (solver.system, solver.system.count)
    var result = self
    let blocks = Blocks(of: count, size: 256)
    for block in blocks {
      report(block.lowerBound)
      var right = Matrix<Double>(rows: count, columns: block.count)
      for (column, row) in block.enumerated() { right[row, column] = 1 }
      let targets = block.map { (width * system.floor * low[$0]).squareRoot() }
      let solved = try solver.solve(right, targets: targets, on: cores)
      for (column, row) in block.enumerated() {
        let residual = solved.residuals[column]
        let unsure =
          solved.lengths[column]
          * (solved.rounding[column] + Double(count) * Double.ulpOfOne * residual)
        let middle = solved.solution[row, column] + solved.products[column]
        result.narrow(row, middle - unsure, middle + unsure + residual * residual / system.floor)
      }
      result.iterations = max(result.iterations, solved.iterations.max() ?? 0)
    }
    return result
  }
}

extension InverseDiagonal {
  /// What random probes have told so far.
  struct Probing {
    /// Σ over probes of v_i·(A⁻¹v − N·v)_i; n.
    var sums: [Double]
    /// By how much rounding and unfinished solutions may have moved each mean at most.
    var slack = 0.0
    var probes = 0
    var iterations = 0
  }

  /// Adds probes: random signs v, for which v_i·((A⁻¹ − N)v)_i has the mean A⁻¹_ii − N_ii (Hutchinson, 1990), with
  /// N = (F·Fᵀ + φI)⁻¹ known but for rounding.
  ///
  /// `report` receives how many there are, before each further block of them.
  static func probe<Kernel>(
    _ probing: inout Probing, upTo count: Int, _ solver: ConjugateGradients<Kernel>,
    _ known: ShiftedLowRank, random: CounterRandom, tolerance: Double, on cores: Cores,
    report: (Int) -> Void
  ) throws(NumericsError) {
    let n = solver.system.count
    while probing.probes < count {
      report(probing.probes)
      let width = min(64, count - probing.probes)
      var signs = Matrix<Double>(rows: n, columns: width)
      for column in 0..<width {
        let stream = random.substream(probing.probes + column)
        for row in 0..<n { signs[row, column] = Double(stream.sign(row)) }
      }
      let least = 1 / ((solver.system.kernel.diagonal.max() ?? 0) + solver.system.ridge)
      let target = tolerance * solver.system.floor * least
      let solved = try solver.solve(
        signs, targets: .init(repeating: target, count: width), on: cores)
      let knownPart = known.solve(columns: signs, on: cores)
      for row in 0..<n {
        for column in 0..<width {
          probing.sums[row] +=
            signs[row, column] * (solved.solution[row, column] - knownPart[row, column])
        }
      }
      let worst = solved.residuals.largest / solver.system.floor + 2 * known.diagonalError
      probing.slack = worst.isNaN ? .infinity : max(probing.slack, worst)
      probing.probes += width
      probing.iterations = max(probing.iterations, solved.iterations.max() ?? 0)
      try cores.checkCancellation()
    }
  }

  /// Narrowed by probes, with the given chance that all n hold at once, and that they do at each of `looks` such calls.
  ///
  /// With N = (F·Fᵀ + φI)⁻¹, M = N − A⁻¹ ⪰ 0 and q_i = M_ii, a probe's v_i·(M·v)_i is q_i and a sum of independent signs
  /// times M_ij, whose squares sum to at most q_i/φ, as M ⪯ I/φ. So (Hoeffding, 1963) the mean of p probes is farther than √(c·q_i) from q_i
  /// with a chance of at most δ/n, for c = 2·ln(2n/δ)/(p·φ); that is a quadratic inequality for q_i. Who looks again after more
  /// probes, depending on what was seen, has δ/looks for each.
  func narrowed(
    by probing: Probing, known: ShiftedLowRank, diagonal: [Double], confidence: Double, looks: Int
  ) -> InverseDiagonal {
    var result = self
    let chance = (1 - confidence) / Double(looks)
    let c = 2 * log(2 * Double(low.count) / chance) / (Double(probing.probes) * known.shift)
    for index in low.indices {
      let mean = -probing.sums[index] / Double(probing.probes)
      // q is not negative, and neither is its mean but for the slack; below zero the lower root would rise again.
      let (least, most) = (max(0, mean - probing.slack), mean + probing.slack)
      func root(_ q: Double) -> Double { max(0, c * q + c * c / 4).squareRoot() }
      let below = diagonal[index] - (most + c / 2 + root(most))
      let above = diagonal[index] - max(0, least + c / 2 - root(least))
      result.narrow(index, below - known.diagonalError, above + known.diagonalError)
    }
    result.confidence = confidence
    result.probes = probing.probes
    result.iterations = max(iterations, probing.iterations)
    return result
  }
}
