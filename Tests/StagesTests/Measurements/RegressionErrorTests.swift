import Numerics
import Pipeline
import Stages
import Testing

@Suite("RegressionError") struct RegressionErrorTests {
  @Test(arguments: [["a", "b", "c"], ["a", "b"]])
  func `is that of the fit, and the bias is what eigenvectors say`(classes: [String]) throws {
    let kernel = try RidgeSample(classes: classes).kernel()
    let table = try RegressionError.answer(
      ["ridge": "0.05"], Inputs().wiring(kernel, to: RegressionError.kernel))
    let train = kernel.wholeTrain(on: .one)
    let queries = try #require(kernel.wholeQueries(on: .one))
    let ridge = 0.05 * train.trace / 24
    #expect(abs(try table.measured("λ") / ridge - 1) < 1e-14)
    let (targets, tests) = kernel.targets
    func error(_ rows: Matrix<Double>, _ wanted: Matrix<Double>) throws -> Double {
      let fit = try Refit.predictions(
        removing: [], kernel: train, targets: targets, ridge: ridge, queries: rows, on: .one)
      return zip(fit.elements, wanted.elements).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
      } / Double(rows.rows)
    }
    let training = try table.measured("training error, mean ½|f − y|²")
    #expect(abs(training / (try error(train, targets)) - 1) < 1e-10)
    let test = try table.measured("test error, mean ½|f − y|²")
    #expect(abs(test / (try error(queries, tests)) - 1) < 1e-10)
    let eigen = try SymmetricEigen(train)
    let weights = Matrix.product(eigen.vectors, targets, on: .one)
    let bias = (0..<24).reduce(0) { sum, k in
      let share = ridge / (eigen.values[k] + ridge)
      return sum + weights.row(k).reduce(0) { $0 + $1 * $1 } * share * share
    }
    #expect(abs(try table.measured("squared bias, Σ λ²/(μ_k + λ)²|w_k|²") / bias - 1) < 1e-10)
  }

  @Test func `under the relative ridge does not depend on the kernel's scale`() throws {
    let kernel = try RidgeSample().kernel()
    var train = kernel.wholeTrain(on: .one)
    var queries = try #require(kernel.wholeQueries(on: .one))
    train.scale(by: 64)
    queries.scale(by: 64)
    var scaled = kernel
    scaled.form = .dense(train: train, queries: queries, queryRows: nil)
    func bias(_ kernel: Kernel) throws -> Double {
      try RegressionError.answer([:], Inputs().wiring(kernel, to: RegressionError.kernel))
        .measured("squared bias, over ‖Y‖_F²")
    }
    #expect(abs(try bias(scaled) / bias(kernel) - 1) < 1e-12)
  }

  @Test func `G³ and the polynomial kernel are judged on the same rows`() throws {
    let sample = try RidgeSample(recipe: AttentionRecipe(unitRows: false))
    let plain = try RidgeSample(recipe: nil)
    let cubed = try PolynomialGram.answer(
      ["degree": "1"],
      Inputs().wiring(sample.rows, to: PolynomialGram.data)
        .wiring(sample.queries, to: PolynomialGram.queries))
    let polynomial = try PolynomialGram.answer(
      ["degree": "3"],
      Inputs().wiring(plain.rows, to: PolynomialGram.data)
        .wiring(plain.queries, to: PolynomialGram.queries))
    for kernel in [cubed, polynomial] {
      let table = try RegressionError.answer(
        [:], Inputs().wiring(kernel, to: RegressionError.kernel))
      #expect(try table.measured("squared bias, over ‖Y‖_F²") <= 1)
      _ = try sample.influence(kernel, ridge: 0.1)
    }
  }
}
