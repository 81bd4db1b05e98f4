import Numerics
import Testing

/// Problems that make it hard to say how wrong approximate influence is at most.
@Suite("Certificates") struct CertificateTests {
  typealias Problem = ApproximateInfluenceTests.Problem

  /// Probes see little of what a low rank leaves open beside a large ridge, some of which is nothing at all: rows of zeros.
  @Test(arguments: [(20.0, 0.1), (200, 0.3), (1000, 0.1)])
  func `probes bound the diagonal where the ridge is heavy and some rows are zero`(
    ridge: Double, tolerance: Double
  ) throws {
    let random = CounterRandom(seed: 5, purpose: "heavy")
    var x: Matrix<Double> = random.normals(rows: 180, columns: 12, on: .one)
    for row in 0..<6 { for column in 0..<12 { x[row, column] = 0 } }
    var kernel = Matrix.product(x, transposed: false, x, transposed: true, on: .one)
    var queries = kernel.gathered(rows: [7, 50, 90])
    for row in 0..<kernel.rows {
      for column in 0..<kernel.columns {
        let value = kernel[row, column]
        kernel[row, column] = value + 0.01 * value * value * value
        if row < 3 { queries[row, column] += 0.5 }
      }
    }
    let problem = Problem(
      kernel: kernel, queries: queries,
      y: random.substream(2).normals(rows: 180, columns: 2, on: .one),
      z: random.substream(3).normals(rows: 3, columns: 2, on: .one), ridge: ridge)
    let exact = try problem.exact(.leaveOneOut)
    let fit = try KernelRidge(kernel, targets: problem.y, ridge: ridge, on: .one)
    for seed in 1...10 {
      var limits = ApproximateInfluenceTests.limits(tolerance, rank: 16)
      limits.seed = seed
      let answer = try problem.approximate(.leaveOneOut, .stochastic, limits)
      for (index, value) in fit.inverseDiagonal.enumerated() {
        #expect(answer.diagonal.low[index] <= value * (1 + 1e-12))
        #expect(value * (1 - 1e-12) <= answer.diagonal.high[index])
      }
      for row in 0..<exact.rows {
        let errors = zip(exact.row(row), answer.certified.scores.row(row)).map { abs($0 - $1) }
        #expect((errors.max() ?? 0) <= answer.certified.perTestBound[row])
      }
    }
  }

  /// Two rows that are nearly one, and two that differ by less: what rounding leaves of one is not a direction.
  @Test(arguments: [2e-5, 1e-3])
  func `a low rank of nearly equal rows keeps its certificate`(distance: Double) throws {
    let a = [1.0, 0, 0]
    let rows = Matrix<Double>([
      a, [1, distance, 0], [0, 1, 1e-6], [0, 1, -1e-6],
    ])
    let x = UnitRows(rows, on: .one).directions
    func products(_ left: Matrix<Double>) -> Matrix<Double> {
      .product(left, transposed: false, x, transposed: true, on: .one)
    }
    for ridge in [1.0, 10] {
      let problem = Problem(
        kernel: products(x), queries: products(Matrix([[0, 0, 1]])),
        y: Matrix([[1], [1], [1], [-1]]), z: Matrix([[1]]), ridge: ridge)
      let exact = try problem.exact(.leaveOneOut).row(0)
      for seed in 1...400 {
        var limits = ApproximateInfluenceTests.limits(1e-2)
        limits.seed = seed
        let answer = try problem.approximate(.leaveOneOut, .nystrom, limits)
        let error = zip(exact, answer.certified.scores.row(0)).map { abs($0 - $1) }.max() ?? 0
        #expect(error <= answer.certified.perTestBound[0] + 1e-14, "seed \(seed)")
      }
    }
  }

  /// F·Fᵀ ⪯ K but for rounding, also where K's own rounding is all that tells rows of a cluster apart.
  @Test(arguments: [1e-7, 1e-5, 1e-3])
  func `a low rank of clusters stays below the kernel`(spread: Double) throws {
    let random = CounterRandom(seed: 8, purpose: "clusters")
    let centres: Matrix<Double> = random.normals(rows: 20, columns: 30, on: .one)
    var rows: Matrix<Double> = random.substream(1).normals(rows: 200, columns: 30, on: .one)
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        rows[row, column] = centres[row % 20, column] + spread * rows[row, column]
      }
    }
    let x = UnitRows(rows, on: .one).directions
    let kernel = DenseKernel(.product(x, transposed: false, x, transposed: true, on: .one))
    for seed: UInt64 in 1...10 {
      var approximation = LowRankKernel(
        of: kernel, random: CounterRandom(seed: seed, purpose: "pivots"))
      try approximation.grow(to: 200, from: kernel, on: .one)
      let factor = approximation.factor
      let rank = Double(factor.rows)
      #expect(rank >= 20)
      let rest = Matrix(
        rows: 200, columns: 200,
        zip(
          kernel.matrix.elements,
          Matrix.product(factor, transposed: true, factor, on: .one).elements
        ).map { $0 - $1 })
      let allowance = (2e-12 + 4 * rank * Double.ulpOfOne) * kernel.trace
      #expect(throws: Never.self) { _ = try Cholesky(rest, ridge: allowance, on: .one) }
      #expect(approximation.residualTrace <= 1e-9 * kernel.trace)
    }
  }

  /// Squares of such numbers vanish, so that conjugate gradients take no step; but they are no zeros.
  @Test func `tiny queries are refused, not taken for none`() throws {
    var problem = ApproximateInfluenceTests.heavy
    problem.queries.scale(by: 1e-170)
    let answer = try problem.approximate(
      .infinitesimal, .conjugateGradients, ApproximateInfluenceTests.limits(1e-2))
    #expect(answer.obstacle != nil)
    problem.queries.scale(by: 0)
    let none = try problem.approximate(
      .infinitesimal, .conjugateGradients, ApproximateInfluenceTests.limits(1e-2))
    #expect(none.obstacle == nil && none.certified.scores.elements.allSatisfy { $0 == 0 })
  }
}
