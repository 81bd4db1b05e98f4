import Numerics
import Testing

@Suite struct `Spectra` {
  @Test func `eigenvectors reproduce the matrix`() throws {
    let a = FactorizationTests.definite(60)
    let eigen = try SymmetricEigen(a)
    #expect(eigen.values == eigen.values.sorted(by: >))
    var scaled = eigen.vectors
    for i in 0..<60 { for j in 0..<60 { scaled[i, j] *= eigen.values[i] } }
    #expect(
      largestDifference(.product(eigen.vectors, transposed: true, scaled, on: .one), a) < 1e-12)
    #expect(eigen.leadingVectors(2).row(1) == eigen.vectors.row(1))
    #expect(largestDifference(eigen.vectors.gram(on: .one), .identity(60)) < 1e-12)
    #expect(relativeDifference(try SymmetricEigen(a, vectors: false).values, eigen.values) < 1e-13)
  }

  @Test func `of what is not finite are refused`() {
    #expect(throws: NumericsError.noEigenvalues(size: 1)) {
      try SymmetricEigen(Matrix(rows: 1, columns: 1, repeating: .nan))
    }
  }

  @Test func `of rows come from the smaller side and agree with the larger`() throws {
    let x: Matrix<Double> = CounterRandom(seed: 2, purpose: "x")
      .normals(rows: 50, columns: 20, on: .one)
    let tall = try Spectrum(rows: x, on: Cores(2))
    let wide = try Spectrum(rows: x.transposed, on: Cores(2))
    let whole = try SymmetricEigen(x.gram(on: .one), vectors: false)
    #expect(tall.values.count == 20)
    #expect(relativeDifference(tall.values, Array(whole.values.prefix(20))) < 1e-12)
    #expect(relativeDifference(wide.values, tall.values) < 1e-12)
  }

  @Test func `count rank by the rule and condition by rank`() {
    let spectrum = Spectrum(values: [1e-16, 4, 2, 1e-14, 0], longerSide: 10)
    #expect(spectrum.rank == 3)
    #expect(spectrum.conditionNumber == 4e14)
    #expect(spectrum.conditionNumber(at: 2) == 2)
    #expect(spectrum.conditionNumber(at: 5) == nil)
    #expect(spectrum.conditionNumber(at: 6) == nil)
    #expect(Spectrum(values: [0, 0], longerSide: 2).conditionNumber == nil)
    #expect(Spectrum(values: [3, 1], longerSide: 2).effectiveDimension(ridge: 1) == 0.8125)
  }

  @Test(.enabled(if: Reference.isThere, Reference.absence))
  func `agree with the reference`() throws {
    let spectrum = try Spectrum(rows: Reference.matrix("spectrum/rows"), on: Cores(2))
    let expected = try Reference.vector("spectrum/eigenvalues")
    #expect(relativeDifference(spectrum.values, expected) < 1e-12)
    #expect(abs(try #require(spectrum.conditionNumber) / 8.65222263552655 - 1) < 1e-10)
  }

  @Test(arguments: [1, 2, 40, 300])
  func `the norm is the eigenvalue of largest size, of either sign`(size: Int) throws {
    var a: Matrix<Double> = CounterRandom(seed: 8, purpose: "a")
      .normals(rows: size, columns: size, on: .one)
    for i in 0..<size { for j in 0..<i { a[j, i] = a[i, j] } }
    let values = try SymmetricEigen(a, vectors: false).values
    let expected = values.reduce(0) { max($0, abs($1)) }
    let norm = try a.spectralNorm(on: Cores(2))
    #expect(abs(norm / expected - 1) < 1e-10)
    #expect(try a.spectralNorm(on: Cores(7)) == norm)
  }

  @Test func `the norm of a matrix of low rank or of zeros is found`() throws {
    #expect(try Matrix<Double>(rows: 20, columns: 20).spectralNorm(on: .one) == 0)
    #expect(
      abs(try Matrix<Double>(rows: 20, columns: 20, repeating: 1).spectralNorm(on: .one) - 20)
        < 1e-9)
    #expect(abs(try Matrix<Double>.identity(20, times: -3).spectralNorm(on: .one) - 3) < 1e-12)
  }
}
