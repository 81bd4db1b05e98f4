internal import Numerics
internal import Pipeline

/// The scores of a regression's training rows, source by source.
struct RowScores {
  private let problem: RidgeProblem
  private let influence: Influence
  private let seed: Int
  /// y_i − f(x_i) = λα_i, n×C.
  private let residuals: Matrix<Double>
  /// y_t − f(x_t), t×C.
  private let queryResiduals: Matrix<Double>

  init(
    _ problem: RidgeProblem, _ influence: Influence, seed: Int, on cores: Cores
  ) throws(StageError) {
    guard influence.ids == problem.kernel.ids, influence.queryIds == problem.kernel.queryIds else {
      throw .unsuitable(
        port: "influence", cause: "its rows are not those of the kernel",
        remedy: "wire the influence of this kernel")
    }
    self.problem = problem
    self.influence = influence
    self.seed = seed
    var coefficients = try computing { () throws(NumericsError) in
      try Cholesky(problem.kernel.train, ridge: problem.ridge, on: cores)
        .solve(columns: problem.targets, on: cores)
    }
    var rest = problem.queryTargets
    rest.add(.product(problem.queries, coefficients, on: cores), times: -1)
    queryResiduals = rest
    coefficients.scale(by: problem.ridge)
    residuals = coefficients
  }

  /// The score of each training row for each test row, t×n.
  func perTest(_ source: ScoreSource, on cores: Cores) -> Matrix<Double> {
    switch source {
    case .influence: influence.perTest
    case .gradientSimilarity: similarity(queryResiduals, residuals, on: cores)
    case .labelAgreement: similarity(problem.queryTargets, problem.targets, on: cores)
    case .random:
      CounterRandom(seed: UInt64(seed), purpose: "Quality/random scores")
        .normals(rows: problem.queries.rows, columns: problem.kernel.ids.count, on: cores)
    }
  }

  /// The mean over test rows.
  func mean(_ source: ScoreSource, on cores: Cores) -> [Double] {
    source == .influence
      ? influence.mean : InfluenceScores(perTest: perTest(source, on: cores)).mean
  }

  /// k(x_t, x_i)·(u_t·v_i).
  private func similarity(
    _ left: Matrix<Double>, _ right: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    var products = Matrix.product(left, transposed: false, right, transposed: true, on: cores)
    let kernel = problem.queries
    products.forEachBlock(of: 64, on: cores) { block, elements in
      for (offset, row) in block.enumerated() {
        kernel.withUnsafeRow(row) { k in
          for column in k.indices { elements[offset * k.count + column] *= k[column] }
        }
      }
    }
    return products
  }
}
