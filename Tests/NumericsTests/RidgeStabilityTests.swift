import Numerics
import Testing

@Suite struct `The stability of a regression` {
  static let kernel: Matrix<Double> = {
    let rows: Matrix<Double> = CounterRandom(seed: 5, purpose: "rows")
      .normals(rows: 40, columns: 12, on: .one)
    return PolynomialKernel.train(rows, degree: 2, offset: 1, on: .one)
  }()
  static let targets = Matrix<Double>(rows: 40, columns: 2, (0..<80).map { Double($0 % 3) - 1 })

  @Test func `is measured as its definitions say`() throws {
    let measured = try RidgeStability(
      kernel: Self.kernel, targets: Self.targets, ridge: 0.5, on: Cores(2))
    var shifted = Self.kernel
    shifted.addToDiagonal(0.5)
    let inverse = try Cholesky(shifted, on: .one).solve(columns: .identity(40), on: .one)
    var residual = Matrix.product(inverse, shifted, on: .one)
    residual.addToDiagonal(-1)
    #expect(measured.inverseResidual <= measured.rounding * measured.residualScale)
    #expect(residual.frobeniusNorm <= measured.rounding * measured.residualScale)
    let scale = shifted.frobeniusNorm * inverse.frobeniusNorm
    #expect(abs(measured.residualScale / scale - 1) < 1e-10)
    let condition = try shifted.spectralNorm(on: .one) * inverse.spectralNorm(on: .one)
    #expect(abs(measured.conditionNumber / condition - 1) < 1e-9)
    #expect(abs(measured.norm / (try Self.kernel.spectralNorm(on: .one)) - 1) < 1e-11)
    #expect(measured.asymmetry == 0)
    #expect(measured.backwardError < measured.rounding)
  }

  @Test(arguments: [1e-6, 1e-2, 1, 1e4])
  func `has a condition number that power steps find`(ridge: Double) throws {
    let regression = try KernelRidge(
      Self.kernel, targets: Self.targets, ridge: ridge, on: Cores(2))
    let found = try regression.conditionNumber(kernel: DenseKernel(Self.kernel), on: Cores(2))
    let exact = try RidgeStability(
      kernel: Self.kernel, targets: Self.targets, ridge: ridge, on: .one
    ).conditionNumber
    #expect(found <= exact * (1 + 1e-9))
    #expect(found > exact / 2)
  }

  @Test func `shows an asymmetry and a negative eigenvalue`() throws {
    var skewed = Self.kernel
    skewed[3, 7] += 2
    let measured = try RidgeStability(
      kernel: skewed, targets: Self.targets, ridge: 1, on: .one)
    #expect(abs(measured.asymmetry - 2 * 2.0.squareRoot()) < 1e-12)
    var indefinite = Self.kernel
    let smallest = try #require(try SymmetricEigen(indefinite, vectors: false).values.last)
    indefinite.addToDiagonal(-smallest - 0.25)
    let values = try RidgeStability(
      kernel: indefinite, targets: Self.targets, ridge: 1, on: .one)
    #expect(abs(values.smallest + 0.25) < 1e-10)
  }
}
