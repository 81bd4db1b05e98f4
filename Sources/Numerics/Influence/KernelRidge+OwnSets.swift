extension KernelRidge {
  /// The bytes that exchanging sets of `size` rows among `count` takes beside the matrices of all rows: as many queries run side by side
  /// as have room in five of those, and at least one.
  public static func exchangeBytes(_ size: Int, of count: Int) -> Int {
    8 * max(exchangeRoom(count), exchangeNumbers(size, of: count))
  }

  /// The numbers in five matrices of all rows.
  private static func exchangeRoom(_ count: Int) -> Int { 5 * count * count }

  /// The numbers in the blocks of one query.
  private static func exchangeNumbers(_ size: Int, of count: Int) -> Int {
    5 * size * count + 4 * size * size
  }

  /// The leave-one-out influence of every row on each query, t×n, where the query's own set of rows stands in its new version.
  ///
  /// For one query with the set S, |S| = s: the rows of S are taken out of A⁻¹ and their new versions put in by bordering. With
  /// U = L⁻¹·(A⁻¹)_S, LLᵀ = (A⁻¹)_SS, the inverse without S is B = A⁻¹ − UᵀU; with C = k(X, S′), H = BC and
  /// Σ = K_S′S′ + λI − CᵀH, the new inverse has the blocks B + HΣ⁻¹Hᵀ, −HΣ⁻¹ and Σ⁻¹. Its diagonal, the coefficients and
  /// A′⁻¹k_t cost about 8ns² operations instead of a factorization; queries run side by side.
  public func influence(
    replacing sets: [[Int]], by versions: RowVersions, trainTargets: Matrix<Double>,
    queries: Matrix<Double>, targets: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    precondition(
      sets.count == queries.rows && versions.mixed.rows == count
        && versions.queries.rows == queries.rows, "one set for each query")
    let whole = inverse.inverse(rows: Array(0..<count), on: cores)
    let exchange = RowExchange(
      inverse: whole, inverseDiagonal: inverseDiagonal,
      moved: .product(whole, versions.mixed, on: cores), versions: versions,
      coefficients: coefficients, targets: trainTargets, ridge: ridge)
    let solutions = inverse.solve(rows: queries, on: cores)
    try cores.checkCancellation()
    let largest = sets.map(\.count).max() ?? 0
    let abreast = Self.exchangeRoom(count) / max(1, Self.exchangeNumbers(largest, of: count))
    let found = cores.atMost(abreast).map(queries.rows) { test in
      Result { () throws(NumericsError) in
        let system = try exchange.system(
          sets[test], query: queries.row(test), newQuery: versions.queries.row(test),
          solution: solutions.row(test))
        return system.scores(target: targets.row(test))
      }
    }
    try cores.checkCancellation()
    var scores = Matrix<Double>(rows: queries.rows, columns: count)
    for (test, result) in (found ?? []).enumerated() {
      scores.replaceRow(test, with: try result.get())
    }
    return scores
  }
}

/// Exchanges sets of rows of one regression for their new versions.
private struct RowExchange: Sendable {
  /// A⁻¹, n×n.
  let inverse: Matrix<Double>
  let inverseDiagonal: [Double]
  /// A⁻¹·k(X, X′), n×n.
  let moved: Matrix<Double>
  let versions: RowVersions
  let coefficients: Matrix<Double>
  let targets: Matrix<Double>
  let ridge: Double

  /// What scores on one query are computed from, for the exchanged training set.
  struct System {
    /// The diagonal of A′⁻¹; n.
    var diagonal: [Double]
    /// A′⁻¹Y, n×C.
    var coefficients: Matrix<Double>
    /// A′⁻¹k′_t; n.
    var solution: [Double]
    /// k′_t; n.
    var query: [Double]

    func scores(target: [Double]) -> [Double] {
      let answer = coefficients.applied(to: query, transposed: true)
      let residual = zip(answer, target).map { $0 - $1 }
      return diagonal.indices.map { row in
        coefficients.withUnsafeRow(row) { own in
          var (norm, product) = (0.0, 0.0)
          for column in own.indices {
            norm += own[column] * own[column]
            product += own[column] * residual[column]
          }
          return InfluenceRule.leaveOneOut.score(solution[row], diagonal[row], norm, product, 0)
        }
      }
    }
  }

  func system(
    _ set: [Int], query: [Double], newQuery: [Double], solution: [Double]
  ) throws(NumericsError) -> System {
    var system = System(
      diagonal: inverseDiagonal, coefficients: coefficients, solution: solution, query: query)
    guard !set.isEmpty else { return system }
    let removal = LowerTriangle(
      try Cholesky(inverse.gathered(rows: set).gathered(columns: set), ridge: 0, on: .one))
    let u = removal.solve(rows: inverse.gathered(columns: set), on: .one)
    let c = versions.mixed.gathered(columns: set)
    var h = moved.gathered(columns: set)
    h.accumulate(u, .product(u, transposed: true, c, on: .one), times: -1, on: .one)
    // Zero but for rounding, which would meet the old versions' large kernels.
    for row in set { h.withUnsafeMutableRow(row) { $0.update(repeating: 0) } }
    var schur = versions.new.gathered(rows: set).gathered(columns: set)
    schur.accumulate(c, transposed: true, h, times: -1, on: .one)
    let bordering = try Cholesky(schur, ridge: ridge, on: .one)
    let v = LowerTriangle(bordering).solve(rows: h, on: .one)
    for row in system.diagonal.indices {
      system.diagonal[row] += v.squaredLength(row) - u.squaredLength(row)
    }
    let corner = bordering.solve(rows: .identity(set.count), on: .one)
    exchange(
      &system.coefficients, set, u, h, corner, new: targets.gathered(rows: set), whole: targets)
    var solved = Matrix(rows: count, columns: 1, solution)
    exchange(
      &solved, set, u, h, corner,
      new: Matrix(rows: set.count, columns: 1, set.map { newQuery[$0] }),
      whole: Matrix(rows: count, columns: 1, query))
    system.solution = solved.elements
    for (place, row) in set.enumerated() {
      system.diagonal[row] = corner[place, place]
      system.query[row] = newQuery[row]
    }
    return system
  }

  private var count: Int { inverse.rows }

  /// Turns A⁻¹b into A′⁻¹b′, where b′ has new entries at the set: b without S is UᵀU less, then the border follows.
  private func exchange(
    _ solution: inout Matrix<Double>, _ set: [Int], _ u: Matrix<Double>, _ h: Matrix<Double>,
    _ corner: Matrix<Double>, new: Matrix<Double>, whole: Matrix<Double>
  ) {
    var border = new
    border.accumulate(h, transposed: true, whole, times: -1, on: .one)
    let own = Matrix.product(corner, border, on: .one)
    solution.accumulate(u, .product(u, transposed: true, whole, on: .one), times: -1, on: .one)
    solution.accumulate(h, own, times: -1, on: .one)
    for (place, row) in set.enumerated() { solution.replaceRow(row, with: own.row(place)) }
  }
}

extension Matrix<Double> {
  fileprivate func squaredLength(_ row: Int) -> Double {
    withUnsafeRow(row) { $0.squaredNorm }
  }

  fileprivate mutating func replaceRow(_ row: Int, with values: [Double]) {
    withUnsafeMutableRow(row) { target in
      for (column, value) in values.enumerated() { target[column] = value }
    }
  }
}
