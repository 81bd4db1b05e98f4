import Numerics
import Pipeline
import Stages
import Testing

@Suite("PolynomialKernel") struct PolynomialKernelTests {
  @Test(arguments: [(1, 0.0), (3, 0.0), (2, 0.5)])
  func `raises inner products, between test and training rows too`(
    degree: Int, offset: Double
  ) throws {
    let sample = try RidgeSample()
    let kernel = try PolynomialGram.answer(
      ["degree": degree.text, "offset": offset.text],
      Inputs().wiring(sample.rows, to: PolynomialGram.data)
        .wiring(sample.queries, to: PolynomialGram.queries))
    let train = kernel.wholeTrain(on: .one)
    let queries = try #require(kernel.wholeQueries(on: .one))
    func entry(_ u: [Double], _ v: [Double]) -> Double {
      let base = zip(u, v).reduce(offset) { $0 + $1.0 * $1.1 }
      return (0..<degree).reduce(1) { power, _ in power * base }
    }
    let x = sample.rows.matrix
    for i in 0..<24 {
      for j in 0..<24 { #expect(abs(train[i, j] - entry(x.row(i), x.row(j))) < 1e-13) }
      for t in 0..<6 {
        #expect(abs(queries[t, i] - entry(sample.queries.matrix.row(t), x.row(i))) < 1e-13)
      }
    }
    #expect(kernel.ids == sample.rows.ids && kernel.queryIds == sample.queries.ids)
    #expect(kernel.about["degree"] == JSON(degree) && kernel.about["offset"] == JSON(offset))
  }

  @Test func `of degree one on raw attention rows is the Gram-induced kernel`() throws {
    let sample = try RidgeSample(recipe: nil)
    let raw = try LinAttnTransform.answer(
      ["rows": "none"], Inputs().wiring(sample.rows, to: LinAttnTransform.data))
    let kernel = try PolynomialGram.answer(
      ["degree": "1"], Inputs().wiring(raw, to: PolynomialGram.data))
    let train = kernel.wholeTrain(on: .one)
    let gram = sample.rows.matrix.gram(on: .one)
    let cube = Matrix.product(.product(gram, gram, on: .one), gram, on: .one)
    #expect(train.relativeDistance(to: cube) < 1e-13)
  }

  @Test func `can be computed again for rows that are replaced`() throws {
    let sample = try RidgeSample()
    let kernel = try PolynomialGram.answer(
      [:],
      Inputs().wiring(sample.rows, to: PolynomialGram.data)
        .wiring(sample.queries, to: PolynomialGram.queries))
    let clean = try sample.influence(kernel, ridge: 0.01)
    let inputs = try OneAtATimeTests.inputs(sample, kernel, isEmpirical: false)
      .wiring(clean, to: OneAtATime.by)
    let result = try OneAtATime.answer(["ridge": "0.01", "top": "2"], inputs)
    let moved = clean.topRows(2)
    #expect(moved.allSatisfy { result.mean[$0] != clean.mean[$0] })
  }
}
