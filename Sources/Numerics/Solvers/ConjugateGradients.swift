/// Preconditioned conjugate gradients for several right-hand sides side by side, which share each product with K
/// (Hestenes and Stiefel, 1952).
///
/// A column that has reached its target takes no further part. Every figure that is handed on comes from a residual computed
/// anew, never from the recurrence.
public struct ConjugateGradients<Kernel: KernelOperator>: Sendable {
  /// A.
  public let system: ShiftedKernel<Kernel>
  /// What stands for A⁻¹ between the steps.
  public let preconditioner: ShiftedLowRank
  /// The most steps for one column.
  public let limit: Int

  /// How often a residual computed anew may send the iteration back.
  private static var restarts: Int { 3 }

  /// A solver.
  public init(_ system: ShiftedKernel<Kernel>, preconditioner: ShiftedLowRank, limit: Int) {
    self.system = system
    self.preconditioner = preconditioner
    self.limit = limit
  }

  /// Solves for the columns of B until each residual is at most its target, or `limit` steps were taken.
  ///
  /// Whether the targets were met is for the caller to see in the residuals. A column that goes on from an earlier solution
  /// counts the steps of both.
  public func solve(
    _ right: Matrix<Double>, targets: [Double], from start: ColumnSolution? = nil, on cores: Cores
  ) throws(NumericsError) -> ColumnSolution {
    precondition(targets.count == right.columns, "one target a column")
    var solution = start?.solution ?? Matrix(rows: right.rows, columns: right.columns)
    var left = start == nil ? right : system.residual(of: solution, for: right, on: cores)
    var steps = start?.iterations ?? [Int](repeating: 0, count: right.columns)
    for _ in 0..<Self.restarts {
      let norms = left.columnNorms(on: cores)
      let open = targets.indices.filter { !(norms[$0] <= targets[$0]) && steps[$0] < limit }
      guard let most = open.map({ steps[$0] }).max() else { break }
      var state = State(left.gathered(columns: open), columns: open)
      try iterate(&state, targets, &solution, &steps, atMost: limit - most, on: cores)
      left = system.residual(of: solution, for: right, on: cores)
    }
    return ColumnSolution(
      solution, residual: left, of: system, for: right, iterations: steps, on: cores)
  }

  /// The columns that are still worked on.
  private struct State {
    var residual: Matrix<Double>
    var columns: [Int]

    init(_ residual: Matrix<Double>, columns: [Int]) {
      self.residual = residual
      self.columns = columns
    }
  }

  private func iterate(
    _ state: inout State, _ targets: [Double], _ solution: inout Matrix<Double>,
    _ steps: inout [Int], atMost limit: Int, on cores: Cores
  ) throws(NumericsError) {
    var direction = preconditioner.solve(columns: state.residual, on: cores)
    var products = Matrix.columnDots(state.residual, direction, on: cores)
    for step in 1...max(1, limit) {
      let image = system.times(direction, on: cores)
      let curvature = Matrix.columnDots(direction, image, on: cores)
      let lengths = zip(products, curvature).map { $1 > 0 ? $0 / $1 : 0 }
      solution.scatterColumns(state.columns, adding: direction, times: lengths, on: cores)
      state.residual.combineColumns(
        scaledBy: nil, adding: image, times: lengths.map { -$0 }, on: cores)
      try cores.checkCancellation()
      for column in state.columns { steps[column] += 1 }
      let norms = state.residual.columnNorms(on: cores)
      let open = norms.indices.filter {
        norms[$0] > targets[state.columns[$0]] / 2 && lengths[$0] > 0
      }
      if open.isEmpty || step == limit { return }
      if open.count < norms.count {
        state = State(
          state.residual.gathered(columns: open), columns: open.map { state.columns[$0] })
        direction = direction.gathered(columns: open)
        products = open.map { products[$0] }
      }
      let next = preconditioner.solve(columns: state.residual, on: cores)
      let nextProducts = Matrix.columnDots(state.residual, next, on: cores)
      let factors = zip(nextProducts, products).map { $1 > 0 ? $0 / $1 : 0 }
      direction.combineColumns(
        scaledBy: factors, adding: next, times: .init(repeating: 1, count: factors.count),
        on: cores)
      products = nextProducts
    }
  }
}

extension Matrix<Double> {
  /// Adds columns of another matrix, each times a factor, to chosen columns of this one.
  fileprivate mutating func scatterColumns(
    _ chosen: [Int], adding other: Matrix, times factors: [Double], on cores: Cores
  ) {
    let (width, otherWidth) = (columns, other.columns)
    forEachBlock(of: 512, on: cores) { block, elements in
      for row in 0..<block.count {
        let source = other.buffer.start + (block.lowerBound + row) * otherWidth
        for (index, column) in chosen.enumerated() {
          elements[row * width + column] += factors[index] * source[index]
        }
      }
    }
  }
}
