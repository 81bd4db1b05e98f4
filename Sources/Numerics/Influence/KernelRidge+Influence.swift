extension KernelRidge {
  /// The influence of every training row on every query, handed over in blocks of queries as they are done.
  ///
  /// `receive` is called on this thread, in order, with the range of queries and their scores, one row of n for each; so all
  /// of them need never be in memory. It is no longer called once `cores` is cancelled.
  public func forEachInfluenceBlock<Failure: Error>(
    _ rule: InfluenceRule = .leaveOneOut, queries: Matrix<Double>, targets: Matrix<Double>,
    on cores: Cores, _ receive: (Range<Int>, Matrix<Double>) throws(Failure) -> Void
  ) throws(Failure) {
    let residuals = residuals(queries, targets: targets, on: cores)
    let batches = Blocks(of: queries.rows, size: TriangularInverse.rowsAtOnce)
    for batch in (0..<batches.count).map({ batches[$0] }) {
      let scores = TileBuffer<Double>(uninitialized: batch.count * count)
      fill(scores, at: 0, rule, batch, queries, residuals, on: cores)
      if cores.isCancelled() { return }
      try receive(batch, Matrix(rows: batch.count, columns: count, buffer: scores))
    }
  }

  /// The influence of every training row on every query, t×n.
  public func influence(
    _ rule: InfluenceRule = .leaveOneOut, queries: Matrix<Double>, targets: Matrix<Double>,
    on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    let residuals = residuals(queries, targets: targets, on: cores)
    let scores = TileBuffer<Double>(uninitialized: queries.rows * count)
    let batches = Blocks(of: queries.rows, size: TriangularInverse.rowsAtOnce)
    for batch in (0..<batches.count).map({ batches[$0] }) {
      fill(scores, at: batch.lowerBound, rule, batch, queries, residuals, on: cores)
      try cores.checkCancellation()
    }
    return Matrix(rows: queries.rows, columns: count, buffer: scores)
  }

  /// The influence of every training row, averaged over the queries in order.
  public func meanInfluence(
    _ rule: InfluenceRule = .leaveOneOut, queries: Matrix<Double>, targets: Matrix<Double>,
    on cores: Cores
  ) throws(NumericsError) -> [Double] {
    var mean = RunningMean(columns: count)
    forEachInfluenceBlock(rule, queries: queries, targets: targets, on: cores) { _, scores in
      mean.add(scores, on: cores)
    }
    try cores.checkCancellation()
    return mean.values
  }

  /// Solves for one batch of queries, then turns each z_i into a score where it lies.
  private func fill(
    _ scores: TileBuffer<Double>, at firstRow: Int, _ rule: InfluenceRule, _ batch: Range<Int>,
    _ queries: Matrix<Double>, _ residuals: Matrix<Double>, on cores: Cores
  ) {
    inverse.solve(batch, of: queries, into: scores, at: firstRow, on: cores)
    let norms = (0..<count).map { row in
      coefficients.withUnsafeRow(row) { $0.reduce(0) { $0 + $1 * $1 } }
    }
    let (classes, width) = (coefficients.columns, count)
    let pieces = Blocks(of: batch.count, size: 8)
    cores.forEach(pieces.count) { index in
      let piece = pieces[index]
      let products = TileBuffer<Double>(uninitialized: piece.count * width)
      Double.gemm(
        transposeA: false, transposeB: true, piece.count, width, classes, alpha: 1,
        residuals.buffer.start + (batch.lowerBound + piece.lowerBound) * classes, max(1, classes),
        coefficients.buffer.start, max(1, classes), beta: 0, products.start, max(1, width))
      for (offset, row) in piece.enumerated() {
        let z = scores.start + (firstRow + row) * width
        let product = products.start + offset * width
        for i in 0..<width {
          z[i] = rule.score(z[i], inverseDiagonal[i], norms[i], product[i], ridge)
        }
      }
    }
  }
}
