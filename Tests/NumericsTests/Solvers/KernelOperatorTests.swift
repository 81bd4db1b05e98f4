import Numerics
import Synchronization
import Testing

@Suite("Kernel operators") struct KernelOperatorTests {
  static let problem = ApproximateInfluenceTests.Problem(
    rows: 700, queries: 1, classes: 1, decay: 0.6, ridge: 1)

  @Test func `a held kernel multiplies as its matrix`() {
    let columns: Matrix<Double> = CounterRandom(seed: 1, purpose: "columns")
      .normals(rows: 700, columns: 30, on: .one)
    let dense = DenseKernel(Self.problem.kernel)
    let product = dense.times(columns, on: Cores(2))
    #expect(
      relativeDifference(product, .product(Self.problem.kernel, columns, on: .one)) < 1e-13)
    #expect(
      dense.times(columns, on: Cores(7)) == product && dense.times(columns, on: .one) == product)
    #expect(abs(dense.trace - 350) < 1e-9)
  }

  /// Fewer rows than a tile has, just as many, and several tiles with a short last one.
  @Test(arguments: [1, 63, 512, 513, 1_300])
  func `gated rows multiply as the kernel they stand for`(count: Int) {
    let random = CounterRandom(seed: 4, purpose: "gated")
    let x: Matrix<Double> = random.substream(0).normals(rows: count, columns: 8, on: .one)
    let w: Matrix<Double> = random.substream(1).normals(rows: 70, columns: 8, on: .one)
    let b: Matrix<Double> = random.substream(2).normals(rows: count, columns: 5, on: .one)
    let gated = GatedRows(rows: x, weights: w, on: .one)
    let kernel = EmpiricalKernel.train(x, gated.patterns, on: .one)
    let made = FactoredKernel(gated)
    let product = made.times(b, on: Cores(2))
    #expect(relativeDifference(product, .product(kernel, b, on: .one)) < 1e-13)
    #expect(made.times(b, on: .one) == product && made.times(b, on: Cores(7)) == product)
    #expect(relativeDifference(made.diagonal, (0..<count).map { kernel[$0, $0] }) < 1e-14)
    let chosen = [0, count - 1, count / 2]
    #expect(
      relativeDifference(made.rows(chosen, on: .one), kernel.gathered(rows: chosen)) < 1e-14)
  }

  @Test func `a product that is cancelled has numbers, though not the right ones`() {
    let x: Matrix<Double> = CounterRandom(seed: 4, purpose: "gated")
      .normals(rows: 1_300, columns: 8, on: .one)
    let gated = GatedRows(rows: x, weights: x.gathered(rows: Array(0..<70)), on: .one)
    let tiles = Mutex(0)
    let cores = Cores(
      2,
      until: {
        tiles.withLock {
          $0 += 1
          return $0 > 20
        }
      })
    let product = FactoredKernel(gated).times(x, on: cores)
    #expect(product.elements.allSatisfy { $0.isFinite })
    #expect(product != FactoredKernel(gated).times(x, on: .one))
  }

  @Test func `pivots leave a positive rest whose diagonal is known`() throws {
    let kernel = DenseKernel(Self.problem.kernel)
    var approximation = LowRankKernel(of: kernel, random: CounterRandom(seed: 3, purpose: "pivots"))
    var before = approximation.residualTrace
    for rank in [10, 64, 200] {
      try approximation.grow(to: rank, from: kernel, on: Cores(2))
      #expect(approximation.rank == rank && Set(approximation.pivots).count == rank)
      let rest = Self.rest(approximation)
      let diagonal = (0..<700).map { rest[$0, $0] }
      #expect(relativeDifference(approximation.residual, diagonal) < 1e-9)
      let values = try SymmetricEigen(rest, vectors: false).values
      #expect((values.last ?? -1) > -1e-10)
      #expect((values.first ?? 0) <= approximation.residualTrace + 1e-10)
      #expect(approximation.residualTrace < before)
      before = approximation.residualTrace
    }
  }

  /// K − F·Fᵀ.
  static func rest(_ approximation: LowRankKernel) -> Matrix<Double> {
    var rest = problem.kernel
    rest.accumulate(
      approximation.factor, transposed: true, approximation.factor, times: -1, on: .one)
    return rest
  }

  @Test func `pivots end where the kernel does`() throws {
    let x: Matrix<Double> = CounterRandom(seed: 2, purpose: "low rank")
      .normals(rows: 90, columns: 5, on: .one)
    let kernel = DenseKernel(x.gram(on: .one))
    var approximation = LowRankKernel(of: kernel, random: CounterRandom(seed: 3, purpose: "pivots"))
    try approximation.grow(to: 90, from: kernel, on: .one)
    #expect(approximation.rank == 5)
    #expect(approximation.residualTrace < 1e-9)
  }

  @Test func `a shifted approximation is inverted exactly`() throws {
    let kernel = DenseKernel(Self.problem.kernel)
    var approximation = LowRankKernel(of: kernel, random: CounterRandom(seed: 3, purpose: "pivots"))
    try approximation.grow(to: 40, from: kernel, on: .one)
    let inverse = try ShiftedLowRank(approximation, shift: 0.25, on: .one)
    let factor = approximation.factor
    let whole = Matrix.product(factor, transposed: true, factor, on: .one)
    let cholesky = try Cholesky(whole, ridge: 0.25, on: .one)
    let columns = Matrix<Double>.identity(700)
    let expected = cholesky.solve(columns: columns, on: .one)
    #expect(relativeDifference(inverse.solve(columns: columns, on: Cores(2)), expected) < 1e-10)
    let diagonal = (0..<700).map { expected[$0, $0] }
    #expect(relativeDifference(inverse.inverseDiagonal(on: Cores(2)), diagonal) < 1e-10)
  }
}
