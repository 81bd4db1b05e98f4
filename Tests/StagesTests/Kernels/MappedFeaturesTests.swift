import Numerics
import Pipeline
import Stages
import Testing

@Suite("Kernels of digits after attention") struct MappedFeaturesTests {
  /// Digits after attention to the first of them.
  private static func rows() throws -> (train: Features, queries: Features) {
    func digits(_ count: String, seed: String) throws -> Features {
      let images = try SyntheticDigits.answer(
        ["count": .scalar(count), "size": "10", "noise": "0", "seed": .scalar(seed)])
      return try Normalize.answer([:], Inputs().wiring(images, to: Normalize.data))
    }
    let (train, queries) = (try digits("260", seed: "1"), try digits("40", seed: "2"))
    func attending(_ rows: Features) throws -> Features {
      try LinAttnTransform.answer(
        [:],
        Inputs().wiring(rows, to: LinAttnTransform.data).wiring(train, to: LinAttnTransform.context)
      )
    }
    return (try attending(train), try attending(queries))
  }

  private static func kernel(_ train: Features, _ queries: Features) throws -> Kernel {
    let weights: Matrix<Double> = CounterRandom(seed: 1, purpose: "weights").normals(
      rows: 70, columns: 100, on: .one)
    let network = Network(
      hidden: weights, output: Matrix(rows: 70, columns: 1, repeating: 1), initial: weights,
      loss: .meanSquares)
    return try EmpiricalNTK.answer(
      [:],
      Inputs().wiring(network, to: EmpiricalNTK.network).wiring(train, to: EmpiricalNTK.data)
        .wiring(queries, to: EmpiricalNTK.queries))
  }

  private static func difference(_ a: Kernel, _ b: Kernel) throws -> Double {
    let (p, q) = (try #require(a.queries), try #require(b.queries))
    let others = (p.block(0..<p.count, on: .one), q.block(0..<q.count, on: .one))
    let own = (FactoredKernelTests.whole(a), FactoredKernelTests.whole(b))
    return [own, others].reduce(0) { largest, pair in
      zip(pair.0.elements, pair.1.elements).reduce(largest) { max($0, abs($1.0 - $1.1)) }
    }
  }

  @Test func `are those of the rows, whether it is known how they came about or not`() throws {
    let (train, queries) = try Self.rows()
    let way = try #require(train.mapped(on: .one))
    #expect(queries.mapped(like: way, on: .one) != nil)
    var (plain, plainQueries) = (train, queries)
    (plain.map.earlier, plainQueries.map.earlier) = (nil, nil)
    #expect(plain.mapped(on: .one) == nil)
    let expected = try Self.kernel(plain, plainQueries)
    for (rows, others) in [(train, queries), (train, plainQueries), (plain, queries)] {
      #expect(try Self.difference(Self.kernel(rows, others), expected) < 1e-13)
    }
  }

  @Test func `are those of the rows where these are not what their map says`() throws {
    var (train, queries) = try Self.rows()
    train.matrix[259, 99] += 1e-3
    queries.matrix[0, 0] += 1e-3
    var (plain, plainQueries) = (train, queries)
    (plain.map.earlier, plainQueries.map.earlier) = (nil, nil)
    let expected = try Self.kernel(plain, plainQueries)
    #expect(try Self.difference(Self.kernel(train, queries), expected) == 0)
    let (mapped, mappedQueries) = try Self.rows()
    #expect(
      try Self.difference(Self.kernel(mapped, queries), Self.kernel(mapped, plainQueries)) == 0)
    #expect(
      try Self.difference(Self.kernel(train, mappedQueries), Self.kernel(plain, mappedQueries))
        == 0)
  }
}
