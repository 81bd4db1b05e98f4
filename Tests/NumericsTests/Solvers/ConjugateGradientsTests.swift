import Numerics
import Testing

@Suite("Conjugate gradients") struct ConjugateGradientsTests {
  @Test func `count the steps of each column by itself, and go on where they were`() throws {
    let problem = ApproximateInfluenceTests.small
    let system = ShiftedKernel(DenseKernel(problem.kernel), ridge: problem.ridge)
    let none = LowRankKernel(of: system.kernel, random: CounterRandom(seed: 1, purpose: "pivots"))
    let preconditioner = try ShiftedLowRank(none, shift: 1, on: .one)
    // Nothing to solve, then one right-hand side to two accuracies.
    var right = Matrix<Double>(rows: 150, columns: 3)
    for row in 0..<150 { (right[row, 1], right[row, 2]) = (problem.y[row, 0], problem.y[row, 0]) }
    let length = problem.y.gathered(columns: [0]).frobeniusNorm
    let targets = [0, 0.5 * length, 1e-8 * length]
    func solved(_ limit: Int, from start: ColumnSolution? = nil) throws -> ColumnSolution {
      try ConjugateGradients(system, preconditioner: preconditioner, limit: limit)
        .solve(right, targets: targets, from: start, on: .one)
    }
    let first = try solved(10)
    #expect(first.iterations[0] == 0 && first.iterations[2] == 10)
    #expect(0 < first.iterations[1] && first.iterations[1] < 10)
    #expect(first.residuals[1] <= targets[1] && first.residuals[2] > targets[2])
    #expect(try solved(10, from: first).iterations == first.iterations)
    let second = try solved(500, from: first)
    #expect(second.residuals[2] <= targets[2] && second.iterations[2] > 10)
    #expect(second.iterations[1] == first.iterations[1])
  }
}
