import Foundation
import Numerics
import Testing

@Suite("Kernels") struct KernelTests {
  let random = CounterRandom(seed: 11, purpose: "kernels")
  var rows: Matrix<Double> { random.substream(0).normals(rows: 300, columns: 9, on: .one) }
  var queries: Matrix<Double> { random.substream(1).normals(rows: 70, columns: 9, on: .one) }
  var weights: Matrix<Double> { random.substream(2).normals(rows: 77, columns: 9, on: .one) }

  static func empirical(_ u: [Double], _ v: [Double], _ weights: Matrix<Double>) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let common = (0..<weights.rows).filter {
      dot(weights.row($0), u) > 0 && dot(weights.row($0), v) > 0
    }
    return Double(common.count) / Double(weights.rows) * dot(u, v)
  }

  @Test func `the empirical kernel agrees with its definition`() {
    let (x, q, w) = (rows, queries, weights)
    let bits = BitMatrix(activationsOf: x, weights: w, on: Cores(2))
    let queryBits = BitMatrix(activationsOf: q, weights: w, on: Cores(2))
    let kernel = EmpiricalKernel.train(x, bits, on: Cores(2))
    let cross = EmpiricalKernel.queries(q, queryBits, x, bits, on: Cores(2))
    for i in [0, 1, 64, 255, 299] {
      for j in stride(from: 0, to: 300, by: 7) {
        #expect(abs(kernel[i, j] - Self.empirical(x.row(i), x.row(j), w)) < 1e-12)
        #expect(abs(cross[i % 70, j] - Self.empirical(q.row(i % 70), x.row(j), w)) < 1e-12)
      }
    }
    #expect(kernel == kernel.transposed)
  }

  @Test func `a block between two classes weighs units by their signs`() {
    let (x, w) = (rows.gathered(rows: Array(0..<80)), weights)
    let agree = (0..<77).map { random.sign($0) > 0 }
    let bits = BitMatrix(activationsOf: x, weights: w, on: .one)
    let block = EmpiricalKernel.block(x, bits, signsAgree: agree, on: Cores(2))
    let gram = x.gram(on: .one)
    for i in stride(from: 0, to: 80, by: 3) {
      for j in 0..<80 {
        let sum = (0..<77).reduce(0) {
          $0 + (bits[i, $1] && bits[j, $1] ? (agree[$1] ? 1 : -1) : 0)
        }
        #expect(abs(block[i, j] - Double(sum) / 77 * gram[i, j]) < 1e-12)
      }
    }
    let same = EmpiricalKernel.block(
      x, bits, signsAgree: Array(repeating: true, count: 77), on: .one)
    #expect(same == EmpiricalKernel.train(x, bits, on: .one))
  }

  @Test func `the polynomial kernel agrees with its definition`() {
    let (x, q) = (rows, queries)
    let kernel = PolynomialKernel.train(x, degree: 3, offset: 0.5, on: Cores(2))
    let cross = PolynomialKernel.queries(q, x, degree: 3, offset: 0.5, on: Cores(2))
    let (gram, products) = (
      x.gram(on: .one), Matrix.product(q, transposed: false, x, transposed: true, on: .one)
    )
    func cube(_ value: Double) -> Double { (value + 0.5) * (value + 0.5) * (value + 0.5) }
    for i in stride(from: 0, to: 300, by: 13) {
      for j in stride(from: 0, to: 300, by: 7) {
        #expect(abs(kernel[i, j] - cube(gram[i, j])) < 1e-10 * max(1, abs(kernel[i, j])))
        #expect(
          abs(cross[i % 70, j] - cube(products[i % 70, j])) < 1e-10 * max(1, abs(cross[i % 70, j])))
      }
    }
  }

  @Test func `the infinite kernel is the limit of the empirical one`() {
    let few = rows.gathered(rows: Array(0..<12))
    let width = 400_000
    let weights: Matrix<Double> = random.substream(3).normals(rows: width, columns: 9, on: Cores(2))
    let bits = BitMatrix(activationsOf: few, weights: weights, on: Cores(2))
    let simulated = EmpiricalKernel.train(few, bits, on: Cores(2))
    let limit = InfiniteKernel.train(few, on: Cores(2))
    let gram = few.gram(on: .one)
    for i in 0..<12 {
      for j in 0..<12 {
        let deviation = abs(gram[i, j]) * 0.5 / Double(width).squareRoot()
        #expect(abs(simulated[i, j] - limit[i, j]) < 4.5 * deviation)
      }
    }
  }

  /// Half of b's entries are (1 + δ) times a's, so that the angle between them is atan(δ/(2 + δ)).
  ///
  /// What is lost is rounding of the inner product of entries that are all alike; lengths summed in order lose ten times as much.
  @Test(arguments: [784, 3072], [1e-3, 2e-3, 8e-3])
  func `long rows that are nearly parallel keep their digits`(columns: Int, excess: Double) {
    let half = columns / 2
    let a = [Double](repeating: 0.1, count: columns)
    let b = a.indices.map { $0 < half ? 0.1 : 0.1 * (1 + excess) }
    let rows = Matrix([a, b])
    let angle = atan2(excess, 2 + excess)
    let expected = 0.01 * Double(half) * (2 + excess) * (Double.pi - angle) / (2 * Double.pi)
    let kernel = InfiniteKernel.train(rows, on: .one)
    #expect(abs(kernel[0, 1] / expected - 1) < 3e-12)
    #expect(
      abs(UnitRows(rows, on: .one).lengths[0] / (0.1 * Double(columns).squareRoot()) - 1) < 4e-16)
    #expect(abs(InfiniteKernel.queries(rows, rows, on: .one)[1, 0] / expected - 1) < 3e-12)
  }

  @Test func `the infinite kernel knows zero, equal, opposite and scaled rows`() {
    let x = Matrix<Double>([[0, 0, 0], [1, 2, 2], [1, 2, 2], [-1, -2, -2], [10, 20, 20]])
    let kernel = InfiniteKernel.train(x, on: .one)
    #expect(kernel.row(0) == [0, 0, 0, 0, 0])
    #expect(abs(kernel[1, 2] - 4.5) < 1e-14)
    #expect(abs(kernel[1, 3]) < 1e-15)
    #expect(abs(kernel[1, 4] - 45) < 1e-13)
    #expect(kernel[1, 1] == 4.5)
    #expect(largestDifference(InfiniteKernel.queries(x, x, on: .one), kernel) < 1e-13)
  }

  @Test func `give the same bits on 1, 2 and 7 threads`() {
    func everything(_ cores: Cores) -> [Matrix<Double>] {
      let (x, q, w) = (rows, queries, weights)
      let bits = BitMatrix(activationsOf: x, weights: w, on: cores)
      let queryBits = BitMatrix(activationsOf: q, weights: w, on: cores)
      return [
        EmpiricalKernel.train(x, bits, on: cores),
        EmpiricalKernel.queries(q, queryBits, x, bits, on: cores),
        InfiniteKernel.train(x, on: cores), InfiniteKernel.queries(q, x, on: cores),
        PolynomialKernel.train(x, degree: 2, on: cores),
        PolynomialKernel.queries(q, x, degree: 2, on: cores),
      ]
    }
    let one = everything(.one)
    #expect(everything(Cores(2)) == one)
    #expect(everything(Cores(7)) == one)
  }

  @Test(.enabled(if: Reference.isThere, Reference.absence))
  func `agree with the reference`() throws {
    let x = try Reference.matrix("kernels/features")
    let q = try Reference.matrix("kernels/queries")
    let w = try Reference.matrix("kernels/hidden")
    let cores = Cores(2)
    let bits = BitMatrix(activationsOf: x, weights: w, on: cores)
    let queryBits = BitMatrix(activationsOf: q, weights: w, on: cores)
    let near = try Reference.matrix("kernels/near_parallel")
    let pairs: [(Matrix<Double>, String)] = [
      (EmpiricalKernel.train(x, bits, on: cores), "empirical"),
      (EmpiricalKernel.queries(q, queryBits, x, bits, on: cores), "empirical_queries"),
      (InfiniteKernel.train(x, on: cores), "infinite"),
      (InfiniteKernel.queries(q, x, on: cores), "infinite_queries"),
      (InfiniteKernel.train(near, on: cores), "near_parallel_infinite"),
      (InfiniteKernel.queries(near, near, on: cores), "near_parallel_infinite"),
    ]
    for (kernel, name) in pairs {
      let difference = relativeDifference(kernel, try Reference.matrix("kernels/" + name))
      #expect(difference < 1e-12, "\(name)")
    }
  }
}
