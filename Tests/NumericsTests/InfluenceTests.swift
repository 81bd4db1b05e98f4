import Numerics
import Testing

@Suite("Influence") struct InfluenceTests {
  /// A small problem with several classes, and one with more rows than are solved together.
  static func problem(rows n: Int, queries t: Int, classes: Int)
    -> (kernel: Matrix<Double>, queries: Matrix<Double>, y: Matrix<Double>, z: Matrix<Double>)
  {
    let random = CounterRandom(seed: 3, purpose: "influence")
    let x: Matrix<Double> = random.substream(0).normals(rows: n, columns: 6, on: .one)
    let q: Matrix<Double> = random.substream(1).normals(rows: t, columns: 6, on: .one)
    return (
      InfiniteKernel.train(x, on: .one), InfiniteKernel.queries(q, x, on: .one),
      random.substream(2).normals(rows: n, columns: classes, on: .one),
      random.substream(3).normals(rows: t, columns: classes, on: .one)
    )
  }

  @Test(arguments: [1, 3])
  func `of one row is what refitting without it changes`(classes: Int) throws {
    let (kernel, queries, y, z) = Self.problem(rows: 31, queries: 9, classes: classes)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: .one)
    let scores = try fit.influence(queries: queries, targets: z, on: Cores(2))
    for row in 0..<31 {
      let refitted = try Refit.influence(
        removing: [row], kernel: kernel, targets: y, ridge: 0.01, queries: queries,
        queryTargets: z, on: .one)
      #expect(relativeDifference(scores.column(row), refitted) < 1e-10)
    }
  }

  @Test func `the printed formula with 1 + A⁻¹ in the denominator is not leave-one-out`() throws {
    let (kernel, queries, y, z) = Self.problem(rows: 31, queries: 9, classes: 1)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: .one)
    let scores = try fit.influence(queries: queries, targets: z, on: .one)
    let s = scores.column(0)
    let printed = s.map { $0 * fit.inverseDiagonal[0] / (1 + fit.inverseDiagonal[0]) }
    let refitted = try Refit.influence(
      removing: [0], kernel: kernel, targets: y, ridge: 0.01, queries: queries, queryTargets: z,
      on: .one)
    #expect(relativeDifference(printed, refitted) > 1e-3)
  }

  @Test func `in the limit is the rate of change as a row's weight is lowered`() throws {
    let (kernel, queries, y, z) = Self.problem(rows: 20, queries: 5, classes: 2)
    let ridge = 0.1
    let scores = try KernelRidge(kernel, targets: y, ridge: ridge, on: .one)
      .influence(.infinitesimal, queries: queries, targets: z, on: .one)
    func losses(weighting row: Int, by weight: Double) throws -> [Double] {
      var shifted = kernel
      shifted[row, row] += ridge / weight - ridge
      let f = try KernelRidge(shifted, targets: y, ridge: ridge, on: .one)
        .predictions(queries, on: .one)
      return (0..<5).map { t in
        zip(f.row(t), z.row(t)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 }
      }
    }
    let h = 1e-4
    for row in [0, 7, 19] {
      let (up, down) = (
        try losses(weighting: row, by: 1 + h), try losses(weighting: row, by: 1 - h)
      )
      let rate = zip(down, up).map { ($0 - $1) / (2 * h) }
      #expect(relativeDifference(scores.column(row), rate) < 1e-6)
    }
  }

  @Test func `of a group is what refitting without all of it changes`() throws {
    let (kernel, queries, y, z) = Self.problem(rows: 40, queries: 7, classes: 2)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: .one)
    for group in [[], [3], [39, 0, 12], Array(5..<30)] {
      let refitted = try Refit.influence(
        removing: group, kernel: kernel, targets: y, ridge: 0.01, queries: queries,
        queryTargets: z, on: .one)
      let scores = try fit.influence(ofGroup: group, queries: queries, targets: z, on: Cores(2))
      #expect(group.isEmpty ? scores == refitted : relativeDifference(scores, refitted) < 1e-10)
    }
  }

  @Test func `a group's complexity is what removing it takes away`() throws {
    let (kernel, _, y, _) = Self.problem(rows: 40, queries: 1, classes: 2)
    let whole = try KernelRidge(kernel, targets: y, ridge: 0.01, on: .one)
    let group = [1, 5, 17]
    let kept = (0..<40).filter { !group.contains($0) }
    let rest = try KernelRidge(
      kernel.gathered(rows: kept).gathered(columns: kept), targets: y.gathered(rows: kept),
      ridge: 0.01, on: .one)
    let lowered =
      whole.complexity(targets: y) - rest.complexity(targets: y.gathered(rows: kept))
    #expect(abs(try whole.complexity(ofGroup: group, on: .one) / lowered - 1) < 1e-10)
    #expect(try whole.complexity(ofGroup: [], on: .one) == 0)
  }

  @Test func `of a replaced row is its influence in the problem that has it`() throws {
    let n = 30
    let random = CounterRandom(seed: 9, purpose: "replacement")
    let x: Matrix<Double> = random.substream(0).normals(rows: n, columns: 6, on: .one)
    let q: Matrix<Double> = random.substream(1).normals(rows: 8, columns: 6, on: .one)
    let new: Matrix<Double> = random.substream(2).normals(rows: 3, columns: 6, on: .one)
    let y: Matrix<Double> = random.substream(3).normals(rows: n, columns: 2, on: .one)
    let z: Matrix<Double> = random.substream(4).normals(rows: 8, columns: 2, on: .one)
    let replaced = [0, 13, 29]
    let fit = try KernelRidge(InfiniteKernel.train(x, on: .one), targets: y, ridge: 0.01, on: .one)
    let own = InfiniteKernel.train(new, on: .one)
    let replacement = Replacement(
      rows: replaced, kernelRows: InfiniteKernel.queries(new, x, on: .one),
      ownKernels: (0..<3).map { own[$0, $0] }, queryRows: InfiniteKernel.queries(new, q, on: .one))
    let scores = try fit.influence(
      replacing: replacement, trainTargets: y, queries: InfiniteKernel.queries(q, x, on: .one),
      targets: z, on: Cores(2))
    for (index, row) in replaced.enumerated() {
      var changed = x
      for column in 0..<6 { changed[row, column] = new[index, column] }
      let refitted = try Refit.influence(
        removing: [row], kernel: InfiniteKernel.train(changed, on: .one), targets: y, ridge: 0.01,
        queries: InfiniteKernel.queries(q, changed, on: .one), queryTargets: z, on: .one)
      #expect(relativeDifference(scores.column(index), refitted) < 1e-10)
    }
  }

  @Test func `leverage is the derivative of a fit by its own target`() throws {
    let (kernel, _, y, _) = Self.problem(rows: 15, queries: 1, classes: 1)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.3, on: .one)
    var moved = y
    moved[4, 0] += 1
    let change =
      try KernelRidge(kernel, targets: moved, ridge: 0.3, on: .one).predictions(kernel, on: .one)[
        4, 0]
      - fit.predictions(kernel, on: .one)[4, 0]
    #expect(abs(fit.leverage[4] - change) < 1e-12)
  }

  @Test func `arrives in order, in blocks that make up the whole, with the mean beside it`() throws
  {
    let (kernel, queries, y, z) = Self.problem(rows: 150, queries: 600, classes: 2)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: Cores(2))
    let whole = try fit.influence(queries: queries, targets: z, on: Cores(2))
    var arrived: [Double] = []
    fit.forEachInfluenceBlock(queries: DenseQueries(queries), targets: z, on: Cores(2)) {
      range, scores in
      #expect(range.lowerBound * 150 == arrived.count)
      arrived += scores.elements
    }
    #expect(arrived == whole.elements)
    let mean = try fit.meanInfluence(queries: DenseQueries(queries), targets: z, on: Cores(2))
    let expected = (0..<150).map { whole.column($0).reduce(0, +) / 600 }
    #expect(mean == expected)
  }

  @Test func `gives the same bits on 1, 2 and 7 threads`() throws {
    let (kernel, queries, y, z) = Self.problem(rows: 330, queries: 300, classes: 3)
    func everything(_ cores: Cores) throws -> [[Double]] {
      let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: cores)
      return [
        fit.coefficients.elements, fit.inverseDiagonal,
        try fit.influence(queries: queries, targets: z, on: cores).elements,
        try fit.meanInfluence(
          .infinitesimal, queries: DenseQueries(queries), targets: z, on: cores),
        try fit.influence(ofGroup: Array(0..<200), queries: queries, targets: z, on: cores),
        [try fit.inverseResidual(kernel: kernel, on: cores)],
      ]
    }
    let one = try everything(.one)
    #expect(try everything(Cores(2)) == one)
    #expect(try everything(Cores(7)) == one)
    #expect(try everything(.changing) == one)
  }

  @Test func `comes with certificates that notice a wrong kernel`() throws {
    var (kernel, _, y, _) = Self.problem(rows: 120, queries: 1, classes: 2)
    let fit = try KernelRidge(kernel, targets: y, ridge: 1e-3, on: .one)
    #expect(fit.certificate(kernel: kernel, targets: y, on: .one).backwardError < 1e-14)
    #expect(try fit.inverseResidual(kernel: kernel, on: .one) < 1e-8)
    kernel[3, 3] += 1e-3
    #expect(fit.certificate(kernel: kernel, targets: y, on: .one).backwardError > 1e-8)
    #expect(try fit.inverseResidual(kernel: kernel, on: .one) > 1e-3)
  }

  @Test func `that is cancelled is not returned`() throws {
    let (kernel, queries, y, z) = Self.problem(rows: 20, queries: 5, classes: 1)
    let fit = try KernelRidge(kernel, targets: y, ridge: 0.01, on: .one)
    let stopped = Cores(1, until: { true })
    #expect(throws: NumericsError.cancelled) {
      try fit.meanInfluence(queries: DenseQueries(queries), targets: z, on: stopped)
    }
  }

  @Test func `takes its ridge by one of three rules`() {
    let kernel = Matrix<Double>([[2, 1], [1, 4]])
    #expect(RidgeRule.absolute.value(0.5, for: kernel) == 0.5)
    #expect(RidgeRule.perRow.value(0.5, for: kernel) == 1)
    #expect(RidgeRule.relative.value(0.5, for: kernel) == 1.5)
  }

  @Test(.enabled(if: Reference.isThere, Reference.absence))
  func `agrees with the reference`() throws {
    let y = try Reference.matrix("influence/targets")
    let z = try Reference.matrix("influence/query_targets")
    let queries = try Reference.matrix("influence/kernel_queries")
    let cores = Cores(2)
    let fit = try KernelRidge(
      Reference.matrix("influence/kernel"), targets: y, ridge: 1e-3, on: cores)
    let perTest = try fit.influence(queries: queries, targets: z, on: cores)
    let mean = try fit.meanInfluence(queries: DenseQueries(queries), targets: z, on: cores)
    let group = try Reference.vector("influence/group").map { Int($0) }
    let pairs: [([Double], String)] = [
      (perTest.elements, "per_test"), (perTest.elements, "brute_force"), (mean, "mean"),
      (fit.leverage, "leverage"),
      (
        try fit.influence(.infinitesimal, queries: queries, targets: z, on: cores).elements,
        "infinitesimal"
      ),
      (
        try fit.influence(ofGroup: group, queries: queries, targets: z, on: cores),
        "group_influence"
      ),
    ]
    for (scores, name) in pairs {
      let difference = relativeDifference(scores, try Reference.vector("influence/" + name))
      #expect(difference < 1e-10, "\(name)")
    }
    let threshold = try #require(Statistics.quantile(mean, 1 - 0.1))
    let high = mean.indices.filter { mean[$0] > threshold }
    #expect(high == (try Reference.vector("influence/high_influence").map { Int($0) }))
  }
}
