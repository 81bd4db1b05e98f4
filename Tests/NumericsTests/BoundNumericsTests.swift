import Numerics
import Testing

@Suite struct `Bounds measured` {
  static let rows: Matrix<Double> = CounterRandom(seed: 9, purpose: "rows")
    .normals(rows: 11, columns: 5, on: .one)

  /// K(x_i, x_j) of attention to `rows`, by the sum over chains.
  static func kernel(_ u: [Double], _ v: [Double], _ context: Matrix<Double>) -> Double {
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var sum = 0.0
    for k in 0..<context.rows {
      for l in 0..<context.rows {
        sum +=
          inner(u, context.row(k)) * inner(context.row(k), context.row(l))
          * inner(context.row(l), v)
      }
    }
    return sum
  }

  @Test(arguments: [(2, 7), (4, 4)])
  func `the attention kernel's changes are those of chains summed anew`(i: Int, j: Int) {
    let sensitivity = AttentionSensitivity(Self.rows, on: .one)
    let delta = [0.1, -0.2, 0.3, 0, 0.05]
    let moved = zip(Self.rows.row(i), delta).map { $0 + $1 }
    let before = Self.kernel(Self.rows.row(i), Self.rows.row(j), Self.rows)
    let fixed = Self.kernel(moved, Self.rows.row(j), Self.rows) - before
    #expect(abs(sensitivity.change(i, by: delta, against: j) - fixed) < 1e-10)
    let slope = zip(sensitivity.gradient(j), delta).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(slope - fixed) < 1e-10)
    var context = Self.rows
    for column in 0..<5 { context[i, column] = moved[column] }
    let both = Self.kernel(moved, context.row(j), context) - before
    #expect(abs(sensitivity.changeMovingContext(i, by: delta, against: j) - both) < 1e-10)
  }

  @Test func `coherence is that of all pairs, whatever the number of blocks`() {
    let many: Matrix<Double> = CounterRandom(seed: 2, purpose: "many")
      .normals(rows: 700, columns: 3, on: .one)
    let coherence = Coherence(many, on: Cores(2))
    let gram = many.gram(on: .one)
    var (product, energy, length) = (0.0, 0.0, 0.0)
    for i in 0..<700 {
      energy = max(energy, gram.row(i).reduce(0) { $0 + $1 * $1 })
      length = max(length, abs(gram[i, i].squareRoot() - 1))
      for j in 0..<700 where i != j { product = max(product, abs(gram[i, j])) }
    }
    #expect(abs(coherence.largestProduct / product - 1) < 1e-13)
    #expect(abs(coherence.largestEnergy / energy - 1) < 1e-13)
    #expect(abs(coherence.lengthError / length - 1) < 1e-13)
  }

  @Test func `a random perturbation is symmetric and of the size asked for`() throws {
    let random = CounterRandom(seed: 1, purpose: "perturbation")
    let delta = try RidgePerturbation.symmetric(size: 30, norm: 0.25, random, on: Cores(2))
    #expect(delta.asymmetry == 0)
    let values = try SymmetricEigen(delta, vectors: false).values
    #expect(abs((values.map { abs($0) }.max() ?? 0) - 0.25) < 1e-11)
  }

  @Test func `the change of the inverse is known for multiples of the identity`() throws {
    let kernel = Matrix<Double>.identity(6, times: 3)
    let change = try RidgePerturbation.inverseChange(
      kernel, ridge: 1, by: .identity(6, times: -2), on: .one)
    #expect(abs(change - (1.0 / 2 - 1.0 / 4)) < 1e-14)
  }
}
