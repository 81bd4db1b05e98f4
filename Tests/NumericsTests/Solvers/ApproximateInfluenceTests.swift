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

  @Test func `says with every block of probes how many of those it expects are done`() throws {
    let problem = Self.heavy
    var shares: [Double] = []
    let answer = try ApproximateInfluence(
      DenseKernel(problem.kernel), ridge: problem.ridge, rule: .leaveOneOut,
      trainTargets: problem.y, queries: problem.queries, targets: problem.z,
      limits: Self.limits(0.03, probes: 1 << 20)
    ).answer(by: .stochastic, on: .one) { shares.append($0) }
    #expect(answer.obstacle == nil && answer.diagonal.probes >= 256)
    #expect(shares.count == answer.diagonal.probes / 64)
    #expect(shares.first == 0 && shares.allSatisfy { $0 < 1 })
    #expect(shares.last ?? 0 >= 0.5)
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
