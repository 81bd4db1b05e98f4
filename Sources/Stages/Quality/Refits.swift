internal import Numerics
internal import Pipeline

/// The regression fitted again on some of its rows, the ground truth that scores are judged by.
struct Refits {
  private let problem: RidgeProblem
  private let kernel: Matrix<Double>
  private let cores: Cores

  init(_ problem: RidgeProblem, on cores: Cores) {
    self.problem = problem
    self.cores = cores
    kernel = problem.kernel.wholeTrain(on: cores)
  }

  /// f at the test rows after fitting on `rows` alone, t×C.
  func predictions(keeping rows: [Int]) throws(StageError) -> Matrix<Double> {
    try computing { () throws(NumericsError) in
      try Refit.predictions(
        keeping: rows, kernel: kernel, targets: problem.targets, ridge: problem.ridge,
        queries: problem.queries, on: cores)
    }
  }

  /// f at the test rows after fitting without `rows`, t×C.
  func predictions(removing rows: some Sequence<Int>) throws(StageError) -> Matrix<Double> {
    let gone = Set(rows)
    return try predictions(keeping: (0..<kernel.rows).filter { !gone.contains($0) })
  }
}
