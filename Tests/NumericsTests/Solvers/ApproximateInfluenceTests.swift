import Numerics
import Testing

@Suite("Approximate influence") struct ApproximateInfluenceTests {
  /// A regression whose kernel's spectrum decays as its rows' does.
  struct Problem: Sendable {
    var kernel: Matrix<Double>
    var queries: Matrix<Double>
    var y: Matrix<Double>
    var z: Matrix<Double>
    var ridge: Double

    init(
      kernel: Matrix<Double>, queries: Matrix<Double>, y: Matrix<Double>, z: Matrix<Double>,
      ridge: Double
    ) {
      (self.kernel, self.queries, self.y, self.z, self.ridge) = (kernel, queries, y, z, ridge)
    }

    init(rows n: Int, queries t: Int, classes: Int, decay: Double, ridge: Double) {
      let random = CounterRandom(seed: 11, purpose: "approximate")
      let d = 12
      func rows(_ count: Int, _ stream: Int) -> Matrix<Double> {
        var rows: Matrix<Double> = random.substream(stream)
          .normals(rows: count, columns: d, on: .one)
        var scale = 1.0
        for column in 0..<d {
          for row in 0..<count { rows[row, column] *= scale }
          scale *= decay
        }
        return UnitRows(rows, on: .one).directions
      }
      let (x, q) = (rows(n, 0), rows(t, 1))
      kernel = InfiniteKernel.train(x, on: .one)
      queries = InfiniteKernel.queries(q, x, on: .one)
      y = random.substream(2).normals(rows: n, columns: classes, on: .one)
      z = random.substream(3).normals(rows: t, columns: classes, on: .one)
      self.ridge = ridge
    }

    func exact(_ rule: InfluenceRule) throws -> Matrix<Double> {
      try KernelRidge(kernel, targets: y, ridge: ridge, on: .one)
        .influence(rule, queries: queries, targets: z, on: .one)
    }

    func approximate(
      _ rule: InfluenceRule, _ method: ApproximationMethod, _ limits: ApproximationLimits,
      on cores: Cores = .one
    ) throws -> ApproximateAnswer {
      try ApproximateInfluence(
        DenseKernel(kernel), ridge: ridge, rule: rule, trainTargets: y, queries: queries,
        targets: z, limits: limits
      ).answer(by: method, on: cores)
    }
  }

  static func limits(_ tolerance: Double, rank: Int = 64, probes: Int = 1024) -> ApproximationLimits
  {
    var limits = ApproximationLimits()
    (limits.tolerance, limits.rank, limits.probes) = (tolerance, rank, probes)
    return limits
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var problem: Problem
    var rule: InfluenceRule
    var method: ApproximationMethod
    var limits: ApproximationLimits
    /// How many times the true error the certified one may be.
    var slack: Double
    var testDescription: String { "\(method.rawValue), \(rule.rawValue), λ = \(problem.ridge)" }
  }

  static let small = Problem(rows: 150, queries: 20, classes: 3, decay: 1, ridge: 1e-2)
  static let steep = Problem(rows: 300, queries: 10, classes: 1, decay: 0.5, ridge: 1e-3)
  static let heavy = Problem(rows: 200, queries: 15, classes: 2, decay: 0.7, ridge: 10)

  static let cases: [Case] = [
    Case(
      problem: small, rule: .leaveOneOut, method: .conjugateGradients, limits: limits(1e-2),
      slack: 1e3),
    Case(
      problem: small, rule: .infinitesimal, method: .conjugateGradients, limits: limits(1e-4),
      slack: 1e3),
    Case(
      problem: steep, rule: .leaveOneOut, method: .conjugateGradients, limits: limits(1e-2),
      slack: 3e3),
    Case(
      problem: steep, rule: .infinitesimal, method: .conjugateGradients, limits: limits(1e-3),
      slack: 3e3),
    Case(
      problem: heavy, rule: .leaveOneOut, method: .nystrom, limits: limits(5e-2, rank: 199),
      slack: 30),
    Case(
      problem: heavy, rule: .infinitesimal, method: .nystrom, limits: limits(1e-2, rank: 199),
      slack: 100),
    // Of full rank there is no error but rounding to compare a bound with.
    Case(
      problem: small, rule: .leaveOneOut, method: .nystrom, limits: limits(1e-6, rank: 150),
      slack: .infinity),
    Case(problem: heavy, rule: .leaveOneOut, method: .stochastic, limits: limits(0.1), slack: 100),
  ]

  @Test(arguments: cases)
  func `is as near to the exact scores as it says, and not much nearer`(_ test: Case) throws {
    let exact = try test.problem.exact(test.rule)
    let answer = try test.problem.approximate(test.rule, test.method, test.limits)
    #expect(answer.obstacle == nil)
    let certified = answer.certified
    #expect(certified.relativeBound <= test.limits.tolerance)
    var (worstError, worstBound) = (0.0, 0.0)
    var meanError = [Double](repeating: 0, count: exact.columns)
    for row in 0..<exact.rows {
      let errors = zip(exact.row(row), certified.scores.row(row)).map { $0 - $1 }
      let error = errors.map { abs($0) }.max() ?? 0
      #expect(error <= certified.perTestBound[row])
      for (index, value) in errors.enumerated() { meanError[index] += value / Double(exact.rows) }
      let scale = exact.row(row).map { abs($0) }.max() ?? 0
      worstError = max(worstError, error / scale)
      worstBound = max(worstBound, certified.perTestBound[row] / scale)
    }
    #expect(zip(meanError, certified.meanBound).allSatisfy { abs($0) <= $1 })
    #expect(worstError > 0 && worstBound <= test.slack * worstError, "\(worstBound / worstError)")
  }

  @Test(arguments: [ApproximationMethod.conjugateGradients, .nystrom, .stochastic])
  func `knows the diagonal of the inverse between limits`(method: ApproximationMethod) throws {
    let problem = method == .conjugateGradients ? Self.small : Self.heavy
    let fit = try KernelRidge(problem.kernel, targets: problem.y, ridge: problem.ridge, on: .one)
    let diagonal = try problem.approximate(.leaveOneOut, method, Self.limits(0.1, rank: 150))
      .diagonal
    for (index, value) in fit.inverseDiagonal.enumerated() {
      #expect(diagonal.low[index] <= value && value <= diagonal.high[index])
      #expect(diagonal.high[index] <= 1.3 * diagonal.low[index])
    }
    #expect((diagonal.confidence != nil) == (method == .stochastic))
  }

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
      var limits = Self.limits(tolerance, rank: 16)
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
        var limits = Self.limits(1e-2)
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
    var problem = Self.heavy
    problem.queries.scale(by: 1e-170)
    let answer = try problem.approximate(
      .infinitesimal, .conjugateGradients, Self.limits(1e-2))
    #expect(answer.obstacle != nil)
    problem.queries.scale(by: 0)
    let none = try problem.approximate(.infinitesimal, .conjugateGradients, Self.limits(1e-2))
    #expect(none.obstacle == nil && none.certified.scores.elements.allSatisfy { $0 == 0 })
  }

  @Test func `names what kept it from the tolerance`() throws {
    func obstacle(
      _ problem: Problem, _ method: ApproximationMethod, rule: InfluenceRule = .leaveOneOut,
      _ change: (inout ApproximationLimits) -> Void
    ) throws -> ApproximationObstacle? {
      var limits = Self.limits(1e-2)
      change(&limits)
      let answer = try problem.approximate(rule, method, limits)
      #expect((answer.obstacle == nil) == (answer.certified.relativeBound <= limits.tolerance))
      return answer.obstacle
    }
    for rule in [InfluenceRule.leaveOneOut, .infinitesimal] {
      #expect(
        try obstacle(Self.small, .conjugateGradients, rule: rule) { $0.iterations = 3 }
          == .iterations)
    }
    #expect(try obstacle(Self.small, .nystrom) { $0.rank = 100 } == .rank)
    #expect(try obstacle(Self.small, .stochastic) { $0.probes = 64 } == .probes)
    #expect(
      try obstacle(Self.steep, .conjugateGradients, rule: .infinitesimal) { $0.tolerance = 1e-13 }
        == .rounding)
  }

  @Test func `a ridge below the kernel's rounding cannot be certified`() {
    func isCertifiable(_ ridge: Double) -> Bool {
      let problem = Self.small
      return ApproximateInfluence(
        DenseKernel(problem.kernel), ridge: ridge, rule: .leaveOneOut, trainTargets: problem.y,
        queries: problem.queries, targets: problem.z, limits: ApproximationLimits()
      ).isCertifiable
    }
    #expect(isCertifiable(1e-9) && !isCertifiable(1e-10))
  }

  @Test(arguments: [ApproximationMethod.conjugateGradients, .nystrom, .stochastic])
  func `gives the same bits again, on 1, 2 and 7 threads`(method: ApproximationMethod) throws {
    let problem = method == .conjugateGradients ? Self.small : Self.heavy
    func everything(_ cores: Cores) throws -> [[Double]] {
      let answer = try problem.approximate(
        .leaveOneOut, method, Self.limits(0.1, rank: 150), on: cores)
      return [
        answer.certified.scores.elements, answer.certified.perTestBound,
        answer.certified.meanBound, answer.diagonal.low, answer.diagonal.high,
      ]
    }
    let one = try everything(.one)
    #expect(try everything(.one) == one)
    #expect(try everything(Cores(2)) == one)
    #expect(try everything(Cores(7)) == one)
  }

  @Test func `that is cancelled is not returned`() {
    #expect(throws: NumericsError.cancelled) {
      try Self.small.approximate(
        .leaveOneOut, .conjugateGradients, Self.limits(0.1), on: Cores(1, until: { true }))
    }
  }
}
