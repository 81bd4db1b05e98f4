/// A Nyström approximation of a kernel from some of its columns, K ≈ F·Fᵀ with 0 ⪯ K − F·Fᵀ.
///
/// The columns are pivots of a partial Cholesky factorization, each drawn with probability proportional to what is left of
/// the diagonal (Chen, Epperly, Tropp and Webber, 2023), a block at a time. K[:, S]·K[S, S]⁻¹·K[S, :] is the same
/// matrix. What is left has the diagonal `residual`, whose sum bounds ‖K − F·Fᵀ‖₂.
public struct LowRankKernel: Sendable {
  /// Fᵀ, rank×n.
  public private(set) var factor: Matrix<Double>
  /// The diagonal of K − F·Fᵀ; n, not negative.
  public private(set) var residual: [Double]
  /// The rows that were drawn, in order.
  public private(set) var pivots: [Int] = []
  private var draws: RandomSequence
  private let scale: Double

  /// Pivots drawn together; fixed, as it enters the sums.
  private static var blockSize: Int { 64 }
  /// What is left of a diagonal element below this share of the largest is rounding.
  private static var negligible: Double { 1e-13 }
  /// The least of what is left of a pivot, as a share of the most that is left anywhere.
  ///
  /// A pivot carries the rounding of its row, and passes it on times what is left elsewhere over what is left of itself.
  private static var leastPivot: Double { 1e-3 }

  /// Rank 0.
  public init(of kernel: some KernelOperator, random: CounterRandom) {
    factor = Matrix(rows: 0, columns: kernel.count)
    residual = kernel.diagonal.map { max(0, $0) }
    scale = residual.max() ?? 0
    draws = random.sequence()
  }

  /// The rank.
  public var rank: Int { factor.rows }
  /// The sum of the residual diagonal, tr(K − F·Fᵀ).
  public var residualTrace: Double { residual.reduce(0, +) }

  /// φ for which F·Fᵀ + φI ⪯ A, rounding in F included.
  func floor<Kernel>(under system: ShiftedKernel<Kernel>) -> Double {
    system.floor - 4 * Double(rank) * Double.ulpOfOne * system.trace
  }

  /// Adds pivots until the rank is `rank`, or until nothing but rounding is left.
  public mutating func grow(
    to rank: Int, from kernel: some KernelOperator, on cores: Cores
  ) throws(NumericsError) {
    while self.rank < rank {
      let least = max(Self.leastPivot * (residual.max() ?? 0), Self.negligible * scale)
      let chosen = drawPivots(min(Self.blockSize, rank - self.rank), above: least)
      guard !chosen.isEmpty else { return }
      try add(chosen, above: least, from: kernel, on: cores)
      try cores.checkCancellation()
    }
  }

  /// Different rows, each drawn from what is left of the diagonal where that is more than `least`.
  private mutating func drawPivots(_ wanted: Int, above least: Double) -> [Int] {
    var left = residual.map { $0 > least ? $0 : 0 }
    var chosen: [Int] = []
    while chosen.count < wanted {
      let total = left.reduce(0, +)
      guard total > 0 else { break }
      var target = Double(draws.next() >> 11) * 0x1p-53 * total
      var last = 0
      for (row, weight) in left.enumerated() where weight > 0 {
        last = row
        target -= weight
        if target < 0 { break }
      }
      chosen.append(last)
      left[last] = 0
    }
    return chosen
  }

  /// One block of the factorization; pivots of which earlier ones of their block leave no more than `least` are passed over.
  private mutating func add(
    _ chosen: [Int], above least: Double, from kernel: some KernelOperator, on cores: Cores
  ) throws(NumericsError) {
    var rows = kernel.rows(chosen, on: cores)
    if rank > 0 {
      let own = factor.gathered(columns: chosen)
      rows.accumulate(own, transposed: true, factor, times: -1, on: cores)
    }
    let gram = rows.gathered(columns: chosen)
    // Half of it, as what is left was kept up to date by subtracting, and may be a little less.
    let kept = independentRows(of: gram, above: least / 2)
    guard !kept.isEmpty else {
      for (place, row) in chosen.enumerated() { residual[row] = max(0, gram[place, place]) }
      return
    }
    let part = rows.gathered(rows: kept)
    let places = kept.map { chosen[$0] }
    let cholesky = try Cholesky(part.gathered(columns: places), on: cores)
    let added = LowerTriangle(cholesky).solve(rows: part.transposed, on: cores).transposed
    pivots += places
    for index in residual.indices {
      var square = 0.0
      for row in 0..<added.rows { square += added[row, index] * added[row, index] }
      residual[index] = max(0, residual[index] - square)
    }
    for row in chosen where places.contains(row) { residual[row] = 0 }
    factor = factor.stacked(on: added)
  }

  /// The rows of a small Gram matrix of which elimination in order leaves more than `least`.
  private func independentRows(of gram: Matrix<Double>, above least: Double) -> [Int] {
    var rest = gram
    var kept: [Int] = []
    for row in 0..<rest.rows where rest[row, row] > least {
      kept.append(row)
      let pivot = rest[row, row]
      for other in row + 1..<max(row + 1, rest.rows) {
        let share = rest[other, row] / pivot
        for column in row + 1..<max(row + 1, rest.columns) {
          rest[other, column] -= share * rest[row, column]
        }
      }
    }
    return kept
  }
}
