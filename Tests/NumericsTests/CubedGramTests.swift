import Numerics
import Testing

@Suite struct `The cubed Gram matrix` {
  @Test func `is the sum over all chains, and what attention's rows induce`() throws {
    let rows: Matrix<Double> = CounterRandom(seed: 6, purpose: "rows")
      .normals(rows: 9, columns: 4, on: .one)
    let gram = rows.gram(on: .one)
    var chains = Matrix<Double>(rows: 9, columns: 5)
    for i in 0..<9 {
      for j in 0..<5 {
        for k in 0..<9 {
          for l in 0..<9 { chains[i, j] += gram[i, k] * gram[k, l] * gram[l, j] }
        }
      }
    }
    let cubed = CubedGram.columns(5, rows: rows, on: Cores(2))
    #expect(relativeDifference(cubed, chains) < 1e-13)
    let attended = Matrix.product(rows, rows.crossproduct(on: .one), on: .one)
    func gap(_ attended: Matrix<Double>) -> Double {
      CubedGram.relativeDifference(rows: rows, attended: attended, first: 5, on: .one)
    }
    #expect(gap(attended) < 1e-13)
    #expect(gap(rows) > 0.5)
  }

  @Test func `has the cubes of the eigenvalues`() throws {
    let rows: Matrix<Double> = CounterRandom(seed: 7, purpose: "rows")
      .normals(rows: 12, columns: 5, on: .one)
    let plain = try Spectrum(rows: rows, on: .one).values.prefix(5).map { $0 * $0 * $0 }
    let cubed = CubedGram.columns(12, rows: rows, on: .one)
    let values = try SymmetricEigen(cubed, vectors: false).values.prefix(5)
    #expect(relativeDifference(Array(values), plain) < 1e-12)
  }

  @Test(.enabled(if: Reference.isThere, Reference.absence))
  func `has the condition number of the reference`() throws {
    let rows = try Reference.matrix("spectrum/rows")
    let cubed = CubedGram.columns(rows.rows, rows: rows, on: .one)
    let values = try SymmetricEigen(cubed, vectors: false).values
    let rank = min(rows.rows, rows.columns)
    #expect(abs(values[0] / values[rank - 1] / 647.7136626468564 - 1) < 1e-10)
  }
}
