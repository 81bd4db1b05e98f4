import Foundation
import Numerics
import Testing

@Suite("Factorizations") struct FactorizationTests {
  /// Symmetric positive definite with eigenvalues between 1 and about 4.
  static func definite(_ size: Int) -> Matrix<Double> {
    let x: Matrix<Double> = CounterRandom(seed: 5, purpose: "definite")
      .normals(rows: size, columns: size, on: .one)
    var a = x.gram(times: 1 / Double(size), on: .one)
    a.addToDiagonal(1)
    return a
  }

  static let sizes = [1, 5, 64, 65, 300, 1100]

  @Test(arguments: sizes)
  func `Cholesky factors multiply to the matrix`(size: Int) throws {
    let a = Self.definite(size)
    let l = try Cholesky(a, on: Cores(2)).lowerFactor()
    #expect(largestDifference(l.gram(on: .one), a) < 1e-12)
  }

  @Test(arguments: sizes)
  func `solutions satisfy the equations, for rows and for columns`(size: Int) throws {
    let a = Self.definite(size)
    let cholesky = try Cholesky(a, ridge: 0.5, on: Cores(2))
    var shifted = a
    shifted.addToDiagonal(0.5)
    let b: Matrix<Double> = CounterRandom(seed: 6, purpose: "b")
      .normals(rows: 70, columns: size, on: .one)
    let x = cholesky.solve(rows: b, on: Cores(2))
    #expect(largestDifference(.product(x, shifted, on: .one), b) < 1e-11)
    let y = cholesky.solve(columns: b.transposed, on: Cores(2))
    #expect(y == x.transposed)
  }

  @Test(arguments: sizes)
  func `inverses multiply to the identity`(size: Int) throws {
    let a = Self.definite(size)
    let cores = Cores(2)
    let half = try TriangularInverse(Cholesky(a, on: cores), on: cores)
    let diagonal = half.inverseDiagonal(on: cores)
    let b: Matrix<Double> = CounterRandom(seed: 6, purpose: "b")
      .normals(rows: 70, columns: size, on: .one)
    let x = half.solve(rows: b, on: cores)
    #expect(largestDifference(.product(x, a, on: .one), b) < 1e-11)
    let chosen = [0, size / 2, size - 1]
    let part = half.inverse(at: chosen, on: cores)
    let inverse = half.solve(rows: .identity(size), on: cores)
    #expect(largestDifference(.product(inverse, a, on: .one), .identity(size)) < 1e-11)
    #expect(largestDifference(inverse, inverse.transposed) < 1e-13)
    #expect(
      largestDifference(half.inverse(rows: chosen, on: cores), inverse.gathered(rows: chosen))
        < 1e-13)
    #expect(relativeDifference(diagonal, (0..<size).map { inverse[$0, $0] }) < 1e-13)
    for (i, row) in chosen.enumerated() {
      for (j, column) in chosen.enumerated() {
        #expect(abs(part[i, j] - inverse[row, column]) < 1e-13)
      }
    }
  }

  @Test func `give the same bits on 1, 2 and 7 threads`() throws {
    let a = Self.definite(700)
    func everything(_ cores: Cores) throws -> [Matrix<Double>] {
      let cholesky = try Cholesky(a, on: cores)
      let half = try TriangularInverse(cholesky, on: cores)
      let diagonal = half.inverseDiagonal(on: cores)
      let rows = a.gathered(rows: Array(0..<150))
      return [
        cholesky.lowerFactor(), cholesky.solve(rows: rows, on: cores),
        half.solve(rows: rows, on: cores), Matrix(rows: 1, columns: 700, diagonal),
        half.inverse(rows: [3, 650, 64], on: cores),
      ]
    }
    let one = try everything(.one)
    #expect(try everything(Cores(2)) == one)
    #expect(try everything(Cores(7)) == one)
    #expect(try everything(.changing) == one)
  }

  @Test func `read the lower triangle alone and leave the matrix as it was`() throws {
    let a = Self.definite(300)
    var lower = a
    for i in 0..<300 { for j in i + 1..<300 { lower[i, j] = .nan } }
    let factor = try Cholesky(lower, on: .one)
    #expect(factor.lowerFactor() == (try Cholesky(a, on: .one).lowerFactor()))
    let inverse = try TriangularInverse(factor, on: .one).solve(rows: .identity(300), on: .one)
    #expect(largestDifference(.product(inverse, a, on: .one), .identity(300)) < 1e-11)
    #expect(lower[299, 0] == a[299, 0])
  }

  @Test func `wait for what another thread computes, however late it comes`() throws {
    let a = Self.definite(1300)
    let slow = SlowTiles(matrix: a)
    #expect(
      try Cholesky(slow, on: Cores(5)).lowerFactor() == Cholesky(a, on: .one).lowerFactor())
  }

  @Test func `report the pivot that fails`() {
    var small = Matrix<Double>([[1, 2], [2, 1]])
    #expect(throws: NumericsError.notPositiveDefinite(pivot: 1, value: -3)) {
      try Cholesky(small, on: .one)
    }
    small[0, 0] = .nan
    let failure = #expect(throws: NumericsError.self) { try Cholesky(small, on: .one) }
    #expect(
      failure?.description.hasPrefix("The matrix cannot be factorized: pivot 0 is nan") == true)
    var large = Self.definite(300)
    large[250, 250] = -1
    let late = #expect(throws: NumericsError.self) { try Cholesky(large, on: Cores(2)) }
    guard case .notPositiveDefinite(250, let value)? = late else {
      Issue.record("another failure: \(String(describing: late))")
      return
    }
    #expect(value < -1)
  }

  @Test func `that are cancelled say so`() {
    let stopped = Cores(2, until: { true })
    #expect(throws: NumericsError.cancelled) { try Cholesky(Self.definite(200), on: stopped) }
  }
}

/// A matrix some of whose tiles take their time.
private struct SlowTiles: SymmetricTiles {
  let matrix: Matrix<Double>

  var size: Int { matrix.rows }
  var trace: Double { matrix.trace }

  func fill(
    rows: Range<Int>, columns: Range<Int>, into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    if (rows.lowerBound / 64 + columns.lowerBound / 64) % 5 == 0 { usleep(3000) }
    matrix.fill(rows: rows, columns: columns, into: start, step: step)
  }
}
