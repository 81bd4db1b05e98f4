import Numerics
import Pipeline
import Stages

/// A kernel whose fit is judged, with its influence.
struct JudgedSample {
  let sample: RidgeSample
  let kernel: Kernel
  let influence: Influence
  static let ridge = 0.05

  init(classes: [String] = ["a", "b", "c"], rows: Int = 24) throws {
    sample = try RidgeSample(rows: rows, classes: classes)
    kernel = try sample.kernel()
    influence = try sample.influence(kernel, ridge: Self.ridge)
  }

  func inputs(_ influence: Influence? = nil) throws -> Inputs {
    try Inputs().wiring(kernel, to: DatamodelScore.kernel)
      .wiring(influence ?? self.influence, to: DatamodelScore.influence)
  }

  var train: Matrix<Double> { kernel.wholeTrain(on: .one) }
  var queries: Matrix<Double> { kernel.wholeQueries(on: .one) ?? Matrix(rows: 0, columns: 0) }

  /// f at the test rows without some training rows, in closed form from the whole fit.
  func predictions(removing rows: [Int]) throws -> Matrix<Double> {
    let (targets, _) = kernel.targets
    return try KernelRidge(train, targets: targets, ridge: Self.ridge, on: .one)
      .predictions(queries, removing: rows, on: .one)
  }
}
