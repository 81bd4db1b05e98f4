import Numerics
import Testing

@Suite struct `Random numbers by position` {
  let random = CounterRandom(seed: 42, purpose: "test")

  typealias Vector = (counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>)
  static let published: [Vector] = [
    (
      SIMD4(0, 0, 0, 0), SIMD2(0, 0),
      SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test(arguments: published)
  func `agree with the published Philox vectors`(
    vector: Vector
  ) {
    #expect(Philox.block(vector.counter, key: vector.key) == vector.expected)
  }

  @Test func `differ by seed, purpose and substream`() {
    let others = [
      CounterRandom(seed: 43, purpose: "test"), CounterRandom(seed: 42, purpose: "tesu"),
      CounterRandom(seed: 42, purpose: "Test"), random.substream(0), random.substream(1),
    ]
    let draws = ([random] + others).map { $0.bits(0) }
    #expect(Set(draws).count == draws.count)
    #expect(random.substream(1) == random.substream(1))
  }

  @Test(arguments: [0, 1, 2, 7])
  func `are the same many at once`(count: Int) {
    #expect(random.uniforms(count) == (0..<count).map { random.uniform($0) })
  }

  @Test func `have the moments of their distributions`() throws {
    let n = 200_000
    let uniforms = (0..<n).map { random.uniform($0) }
    #expect(uniforms.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(try #require(Statistics.mean(uniforms)) - 0.5) < 0.003)
    #expect(abs(try #require(Statistics.variance(uniforms)) - 1.0 / 12) < 0.001)
    let normals = (0..<n).map { random.normal($0) }
    #expect(abs(try #require(Statistics.mean(normals))) < 0.01)
    #expect(abs(try #require(Statistics.variance(normals)) - 1) < 0.02)
    #expect(abs(try #require(Statistics.mean(normals.map { $0 * $0 * $0 * $0 })) - 3) < 0.1)
    #expect(abs((0..<n).reduce(0) { $0 + random.sign($1) }) < 2000)
    let neighbours = Statistics.pearson(Array(normals.dropLast()), Array(normals.dropFirst()))
    #expect(abs(try #require(neighbours)) < 0.01)
  }

  @Test func `fill matrices as they are drawn one by one, on any number of threads`() {
    let one: Matrix<Double> = random.normals(rows: 4001, columns: 7, deviation: 0.5, on: .one)
    let many: Matrix<Double> = random.normals(rows: 4001, columns: 7, deviation: 0.5, on: Cores(7))
    #expect(one == many)
    for index in [0, 1, 2, 13, 16_383, 16_387, 4001 * 7 - 1] {
      #expect(one[index / 7, index % 7] == 0.5 * random.normal(index))
    }
  }

  @Test func `put every order equally often`() {
    var counts: [[Int]: Int] = [:]
    for draw in 0..<6000 { counts[random.substream(draw).permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
    #expect(random.permutation(1000).sorted() == Array(0..<1000))
    #expect(random.permutation(1000) == random.permutation(1000))
    #expect(Set(random.sample(10, from: 20)).count == 10)
  }

  @Test func `below a bound favour none`() {
    var source = random.sequence()
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[source.below(7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }
}
