/// Kernel ridge regression, f(x) = k(x)ᵀα with α = A⁻¹Y and A = K + λI, ready to answer what removing training rows
/// would change.
///
/// Shapes: K is n×n, Y and α are n×C, queries are t×n rows k_t with targets t×C. An offset f₀ is taken off all targets by the
/// caller. K is read tile by tile and A⁻¹ held as the inverse of its Cholesky factor, a triangle of about n²/2 numbers.
public struct KernelRidge: Sendable {
  /// The number added to the diagonal.
  public let ridge: Double
  /// The dual coefficients α, n×C.
  public let coefficients: Matrix<Double>
  /// The diagonal of A⁻¹.
  public let inverseDiagonal: [Double]
  let inverse: TriangularInverse

  /// Factorizes K + λI; the error names the pivot when λ is too small.
  public init(
    _ kernel: some SymmetricTiles, targets: Matrix<Double>, ridge: Double, on cores: Cores
  ) throws(NumericsError) {
    try self.init(
      kernel, targets: targets, ridge: ridge, keeping: nil, meter: .silent, on: cores)
  }

  /// As above, going on from what `records` hold of the same equations and keeping there what is done.
  ///
  /// `meter` takes `work(size:)` units in.
  public init(
    _ kernel: some SymmetricTiles, targets: Matrix<Double>, ridge: Double,
    keeping records: RegressionRecords?, meter: WorkMeter, on cores: Cores
  ) throws(NumericsError) {
    precondition(
      kernel.size == targets.rows, "\(targets.rows) targets for a kernel of \(kernel.size) rows")
    self.ridge = ridge
    if let found = records?.found(size: kernel.size, outputs: targets.columns) {
      coefficients = found.coefficients
      meter.add(Self.factorWork(found.triangle.blocks.count))
      inverse = try TriangularInverse(
        overwriting: found.triangle, inverted: found.inverted, records: records, meter: meter,
        on: cores)
    } else {
      let cholesky = try Cholesky(
        kernel, ridge: ridge, log: records?.factor, meter: meter, on: cores)
      coefficients = cholesky.solve(columns: targets, on: cores)
      try cores.checkCancellation()
      records?.coefficients.save(coefficients)
      inverse = try TriangularInverse(
        overwriting: cholesky.factor, inverted: 0, records: records, meter: meter, on: cores)
    }
    inverseDiagonal = inverse.inverseDiagonal(on: cores)
    try cores.checkCancellation()
  }

  /// The products of tiles that a regression on `size` rows takes.
  public static func work(size: Int) -> Int {
    let count = Blocks(of: size, size: PanelTriangle.side(size)).count
    return factorWork(count) + (count - 1) * count * (count + 1) / 6
  }

  /// The products of tiles that the scores of a block of queries take.
  public static func work(block rows: Int, size: Int) -> Int {
    let side = PanelTriangle.side(size)
    let count = Blocks(of: size, size: side).count
    return (rows + side - 1) / side * count * (count + 1)
  }

  private static func factorWork(_ count: Int) -> Int { count * (count + 1) * (count + 2) / 6 }

  /// The number of training rows n.
  public var count: Int { coefficients.rows }

  /// The leverage of each training row, h_i = 1 − λ·A⁻¹_ii: how much of its own fit it decides.
  public var leverage: [Double] { inverseDiagonal.map { 1 - ridge * $0 } }

  /// f at the queries, K_q·α, t×C.
  public func predictions(_ queries: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    .product(queries, coefficients, on: cores)
  }

  /// f at all queries, t×C, from kernels that come in blocks.
  public func predictions(_ queries: some KernelQueries, on cores: Cores) -> Matrix<Double> {
    let result = TileBuffer<Double>(uninitialized: queries.count * coefficients.columns)
    let batches = Blocks(of: queries.count, size: Self.queriesAtOnce)
    for batch in (0..<batches.count).map({ batches[$0] }) {
      let rows = predictions(queries.block(batch, on: cores), on: cores)
      (result.start + batch.lowerBound * coefficients.columns).update(
        from: rows.buffer.start, count: rows.count)
    }
    return Matrix(rows: queries.count, columns: coefficients.columns, buffer: result)
  }

  /// r_t = f(x_t) − y_t, t×C.
  func residuals(
    _ queries: Matrix<Double>, targets: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    precondition(
      queries.columns == count && targets.rows == queries.rows
        && targets.columns == coefficients.columns,
      "\(queries.rows)×\(queries.columns) queries with \(targets.rows)×\(targets.columns) targets")
    var residuals = targets
    residuals.accumulate(queries, coefficients, keeping: -1, on: cores)
    return residuals
  }
}
