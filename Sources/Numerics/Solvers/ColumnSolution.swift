/// Solutions of A·x_j = b_j with the lengths of what is left, b_j − A·x_j.
///
/// As A ⪰ φI with φ the floor of the shifted kernel, |x_j − A⁻¹b_j| ≤ `residuals[j]`/φ.
public struct ColumnSolution: Sendable {
  /// X, n×r.
  public private(set) var solution: Matrix<Double>
  /// |b_j − A·x_j| of the product done again, with its rounding added; r.
  public private(set) var residuals: [Double]
  /// x_jᵀ(b_j − A·x_j); r.
  public private(set) var products: [Double]
  /// |x_j|; r.
  public private(set) var lengths: [Double]
  /// How much of each residual is what rounding may have hidden; r.
  public private(set) var rounding: [Double]
  /// Steps of conjugate gradients that each column took; r.
  public private(set) var iterations: [Int]

  /// X with its residuals measured.
  init<Kernel>(
    _ solution: Matrix<Double>, of system: ShiftedKernel<Kernel>, for right: Matrix<Double>,
    on cores: Cores
  ) {
    self.init(
      solution, residual: system.residual(of: solution, for: right, on: cores), of: system,
      for: right, iterations: .init(repeating: 0, count: right.columns), on: cores)
  }

  /// X with B − A·X as it was just computed.
  init<Kernel>(
    _ solution: Matrix<Double>, residual left: Matrix<Double>, of system: ShiftedKernel<Kernel>,
    for right: Matrix<Double>, iterations: [Int], on cores: Cores
  ) {
    let lengths = solution.columnNorms(on: cores)
    let rounding = zip(lengths, right.columnNorms(on: cores)).map {
      system.roundingOfResidual(solution: $0, right: $1)
    }
    self.solution = solution
    self.lengths = lengths
    self.rounding = rounding
    self.iterations = iterations
    // The last factor covers the rounding of the lengths themselves.
    residuals = zip(left.columnNorms(on: cores), rounding).map { ($0 + $1) * (1 + 1e-10) }
    products = Matrix.columnDots(solution, left, on: cores)
  }

  /// The largest residual relative to its right-hand side, of which `lengths` are the lengths.
  func relativeResidual(_ lengths: [Double]) -> Double {
    zip(residuals, lengths).map { $1 > 0 ? $0 / $1 : 0 }.largest
  }

  /// The first `count` columns, and the others.
  func split(at count: Int) -> (first: ColumnSolution, rest: ColumnSolution) {
    (part(0..<count), part(count..<residuals.count))
  }

  private func part(_ columns: Range<Int>) -> ColumnSolution {
    var part = self
    part.solution = solution.gathered(columns: Array(columns))
    part.residuals = Array(residuals[columns])
    part.products = Array(products[columns])
    part.lengths = Array(lengths[columns])
    part.rounding = Array(rounding[columns])
    part.iterations = Array(iterations[columns])
    return part
  }
}
