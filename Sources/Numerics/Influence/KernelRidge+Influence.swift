extension KernelRidge {
  /// The queries whose scores are computed together; a fixed number, so that bits do not depend on what was done before.
  public static var queriesAtOnce: Int { TriangularInverse.rowsAtOnce }

  /// The influence of every training row on every query, handed over in blocks of queries as they are done.
  ///
  /// `receive` is called on this thread, in order, with the range of queries and their scores, one row of n for each; so all
  /// of them need never be in memory. The first query to be scored, a multiple of `queriesAtOnce`, may be a later
  /// one. `receive` is no longer called once `cores` is cancelled.
  public func forEachInfluenceBlock<Failure: Error>(
    _ rule: InfluenceRule = .leaveOneOut, queries: some KernelQueries, targets: Matrix<Double>,
    from first: Int = 0, on cores: Cores,
    _ receive: (Range<Int>, Matrix<Double>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(
      queries.size == count && targets.rows == queries.count
        && targets.columns == coefficients.columns && first % Self.queriesAtOnce == 0,
      "\(queries.count)×\(queries.size) queries with \(targets.rows)×\(targets.columns) targets")
    let batches = Blocks(of: queries.count, size: Self.queriesAtOnce)
    for batch in (0..<batches.count).map({ batches[$0] }) where batch.lowerBound >= first {
      let rows = queries.block(batch, on: cores)
      let scores = scores(rule, rows, targets.gathered(rows: Array(batch)), on: cores)
      if cores.isCancelled() { return }
      try receive(batch, scores)
    }
  }

  /// The influence of every training row on every query, t×n.
  public func influence(
    _ rule: InfluenceRule = .leaveOneOut, queries: some KernelQueries, targets: Matrix<Double>,
    on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    let all = TileBuffer<Double>(uninitialized: queries.count * count)
    forEachInfluenceBlock(rule, queries: queries, targets: targets, on: cores) { batch, scores in
      (all.start + batch.lowerBound * count).update(
        from: scores.buffer.start, count: scores.count)
    }
    try cores.checkCancellation()
    return Matrix(rows: queries.count, columns: count, buffer: all)
  }

  /// The influence of every training row on every query, t×n, from a kernel t×n.
  public func influence(
    _ rule: InfluenceRule = .leaveOneOut, queries: Matrix<Double>, targets: Matrix<Double>,
    on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    try influence(rule, queries: DenseQueries(queries), targets: targets, on: cores)
  }

  /// The influence of every training row, averaged over the queries in order.
  public func meanInfluence(
    _ rule: InfluenceRule = .leaveOneOut, queries: some KernelQueries, targets: Matrix<Double>,
    on cores: Cores
  ) throws(NumericsError) -> [Double] {
    var mean = RunningMean(columns: count)
    forEachInfluenceBlock(rule, queries: queries, targets: targets, on: cores) { _, scores in
      mean.add(scores, on: cores)
    }
    try cores.checkCancellation()
    return mean.values
  }

  /// Solves for some queries, then turns each z_i into a score where it lies.
  private func scores(
    _ rule: InfluenceRule, _ queries: Matrix<Double>, _ targets: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    let residuals = residuals(queries, targets: targets, on: cores)
    let scores = TileBuffer<Double>(uninitialized: queries.rows * count)
    inverse.solve(0..<queries.rows, of: queries, into: scores, at: 0, on: cores)
    let norms = (0..<count).map { row in
      coefficients.withUnsafeRow(row) { $0.squaredNorm }
    }
    let (classes, width) = (coefficients.columns, count)
    let pieces = Blocks(of: queries.rows, size: 8)
    cores.forEach(pieces.count) { index in
      let piece = pieces[index]
      let products = TileBuffer<Double>(uninitialized: piece.count * width)
      Double.gemm(
        transposeA: false, transposeB: true, piece.count, width, classes, alpha: 1,
        residuals.buffer.start + piece.lowerBound * classes, max(1, classes),
        coefficients.buffer.start, max(1, classes), beta: 0, products.start, max(1, width))
      for (offset, row) in piece.enumerated() {
        let z = scores.start + row * width
        let product = products.start + offset * width
        for i in 0..<width {
          z[i] = rule.score(z[i], inverseDiagonal[i], norms[i], product[i], ridge)
        }
      }
    }
    return Matrix(rows: queries.rows, columns: count, buffer: scores)
  }
}
