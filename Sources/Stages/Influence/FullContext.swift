internal import Numerics
internal import Pipeline

/// Leave-one-out with the attention context computed again: without row i, CᵀC becomes CᵀC − c_i·c_iᵀ, which moves the
/// features of every other row and of every query, and so the whole kernel.
///
/// f₋ᵢ is the regression on the n − 1 rows that are left, with their new features and the same λ. One layer of untruncated
/// attention changes by a matrix of rank one, so its features are corrected instead of computed; deeper or truncated
/// attention is computed again. Either way each row costs a kernel and a Cholesky factorization.
struct FullContext {
  /// The rows before attention, n×d and t×d.
  private let earlier: (train: Matrix<Double>, queries: Matrix<Double>)
  private let recipe: AttentionRecipe
  private let downdate: AttentionDowndate?
  private let problem: RidgeProblem
  private let family: KernelFamily

  /// Above this many rows, leaving out each of them has to be asked for by a sample.
  static var rowsWithoutSample: Int { 2000 }

  /// Checks that the rows attend to themselves and the queries to the rows.
  init(
    _ problem: RidgeProblem, data: Features, queries: Features, network: Network?,
    on cores: Cores
  ) throws(StageError) {
    guard data.ids == problem.kernel.ids, queries.ids == problem.kernel.queryIds else {
      throw .unsuitable(
        port: "data", cause: "its rows or those of queries are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    guard let recipe = data.map.attention, let rows = data.map.earlier,
      let others = queries.map.earlier, queries.map.attention == recipe
    else {
      throw .unsuitable(
        port: "data", cause: "its map does not say how its attention can be computed again",
        remedy: "use one LinAttnTransform, or context: frozen")
    }
    let own = rows.withUnsafeBytes { Digest(hashing: $0) }
    guard data.map.context?.digest == own, queries.map.context?.digest == own else {
      throw .unsuitable(
        port: "data", cause: "its rows attend to other rows, which leaving one out does not change",
        remedy: "use context: frozen")
    }
    self.problem = problem
    self.recipe = recipe
    earlier = (rows, others)
    family = try KernelFamily(of: problem.kernel, network: network)
    try family.check(data.matrix, of: data.matrix, port: "data", on: cores) {
      problem.kernel.operation.rows($0, on: cores)
    }
    try family.check(queries.matrix, of: data.matrix, port: "queries", on: cores) {
      problem.queries.gathered(rows: $0)
    }
    downdate =
      recipe.layers == 1 && recipe.rank == 0
      ? AttentionDowndate(rows, queries: others, recipe: recipe, on: cores) : nil
  }

  /// The rows that are left out: all, or as many as `sample` drawn by `seed`, ascending.
  func chosenRows(sample: Int, seed: Int) throws(StageError) -> [Int] {
    let n = problem.kernel.ids.count
    guard sample > 0 else {
      guard n <= Self.rowsWithoutSample else {
        throw .unsuitable(
          port: "kernel",
          cause: "leaving out each of \(n) rows takes a factorization for each",
          remedy: "give sample: 100 or so, or at most \(Self.rowsWithoutSample) rows")
      }
      return Array(0..<n)
    }
    return Self.sampled(sample, of: n, seed: seed)
  }

  /// `count` different rows of `n`, ascending.
  static func sampled(_ count: Int, of n: Int, seed: Int) -> [Int] {
    CounterRandom(seed: UInt64(bitPattern: Int64(seed)), purpose: "Influence/sample")
      .sample(min(count, n), from: n).sorted()
  }

  /// What the work amounts to, for the log.
  func cost(_ rows: Int) -> String {
    let (n, d) = (Double(problem.kernel.ids.count), Double(earlier.train.columns))
    let operations = Double(rows) * (n * n * d + n * n * n / 3)
    return
      "context: full leaves out \(rows) rows, each with a kernel and a factorization of its own: "
      + "about \(Rounded.text(operations / 1e12, digits: 2)) teraflop in all"
  }

  /// The change of each test row's loss on leaving out each chosen row, t×|S|; `before` are the losses with all rows.
  ///
  /// What each row's removal led to is kept as it is done, so that a killed run goes on from there.
  func scores(
    _ rows: [Int], before: [Double], in context: Context
  ) throws(StageError) -> Matrix<Double> {
    let cores = context.threads
    let n = problem.kernel.ids.count
    let tests = problem.queries.rows
    guard n > 1 else {
      throw .unsuitable(
        port: "kernel", cause: "it has one row, so nothing is left without it",
        remedy: "take at least two")
    }
    let kept = try context.checkpoint("losses-without-each-row")
    var scores = Matrix<Double>(rows: tests, columns: rows.count)
    for (index, row) in rows.enumerated() {
      context.report(index, of: rows.count, "rows left out")
      let after: [Double]
      if index < kept.count, let losses = [Double](try kept.record(index), count: tests) {
        after = losses
      } else {
        try kept.truncate(to: min(index, kept.count))
        let others = (0..<n).filter { $0 != row }
        after = problem.losses(try predictions(keeping: others, without: row, on: cores))
        try context.checkCancellation()
        try kept.append([after.withUnsafeBytes { [UInt8]($0) }])
      }
      for test in 0..<tests { scores[test, index] = after[test] - before[test] }
    }
    context.report(rows.count, of: rows.count, "rows left out")
    return scores
  }

  /// f₋ᵢ at the queries.
  private func predictions(
    keeping kept: [Int], without row: Int, on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    let (train, queries) = try features(keeping: kept, without: row, on: cores)
    let kernel = family.train(train, on: cores)
    let rows = family.between(queries, train, on: cores)
    return try computing { () throws(NumericsError) in
      let targets = problem.targets.gathered(rows: kept)
      let coefficients = try Cholesky(kernel, ridge: problem.ridge, on: cores)
        .solve(columns: targets, on: cores)
      return .product(rows, coefficients, on: cores)
    }
  }

  private func features(
    keeping kept: [Int], without row: Int, on cores: Cores
  ) throws(StageError) -> (Matrix<Double>, Matrix<Double>) {
    if let downdate { return downdate.features(keeping: kept, without: row, on: cores) }
    return try recomputed(keeping: kept, on: cores)
  }

  /// The features with the context of the kept rows, from scratch.
  func recomputed(
    keeping kept: [Int], on cores: Cores
  ) throws(StageError) -> (Matrix<Double>, Matrix<Double>) {
    let rows = earlier.train.gathered(rows: kept)
    var map = FeatureMap(columns: rows.columns)
    for step in try recipe.steps(context: rows, on: cores) { map.append(step) }
    return (map.apply(rows, on: cores), map.apply(earlier.queries, on: cores))
  }
}

extension [Double] {
  /// The numbers that `bytes` hold in this machine's byte order, or nil when they are not `count` of them.
  fileprivate init?(_ bytes: any Bytes, count: Int) {
    guard bytes.count == count * MemoryLayout<Double>.stride else { return nil }
    self = bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }
}
