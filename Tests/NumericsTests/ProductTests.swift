import Numerics
import Testing

@Suite struct `Products` {
  static func random(_ rows: Int, _ columns: Int, _ purpose: String) -> Matrix<Double> {
    CounterRandom(seed: 1, purpose: purpose).normals(rows: rows, columns: columns, on: .one)
  }

  static func naive(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        result[i, j] = (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
      }
    }
    return result
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func `agree with the definition`(transposed: (a: Bool, b: Bool)) {
    let a = Self.random(150, 40, "a")
    let b = Self.random(40, 90, "b")
    let product = Matrix.product(
      transposed.a ? a.transposed : a, transposed: transposed.a, transposed.b ? b.transposed : b,
      transposed: transposed.b, times: 2, on: Cores(2))
    var expected = Self.naive(a, b)
    expected.scale(by: 2)
    #expect(largestDifference(product, expected) < 1e-12)
  }

  @Test func `add to what is there`() {
    let a = Self.random(20, 8, "a")
    let b = Self.random(8, 30, "b")
    var sum = Matrix<Double>(rows: 20, columns: 30, repeating: 3)
    sum.accumulate(a, b, keeping: 0.5, on: .one)
    var expected = Self.naive(a, b)
    for index in 0..<20 * 30 { expected[index / 30, index % 30] += 1.5 }
    #expect(largestDifference(sum, expected) < 1e-12)
  }

  @Test func `with one column agree with the definition`() {
    let a = Self.random(20, 8, "a")
    let x = Self.random(8, 1, "x")
    #expect(
      largestDifference(
        Matrix(rows: 20, columns: 1, a.applied(to: x.elements)),
        Self.naive(a, x)) < 1e-12)
    let y = Self.random(20, 1, "y")
    #expect(
      largestDifference(
        Matrix(rows: 8, columns: 1, a.applied(to: y.elements, transposed: true)),
        Self.naive(a.transposed, y)) < 1e-12)
  }

  @Test func `over no inner length are zero`() {
    let product = Matrix.product(
      Matrix<Double>(rows: 3, columns: 0), Matrix(rows: 0, columns: 2), on: .one)
    #expect(product == Matrix(rows: 3, columns: 2))
  }

  @Test func `of rows and of columns with themselves are symmetric`() {
    let x = Self.random(300, 70, "x")
    let gram = x.gram(times: 3, on: Cores(2))
    var expected = Self.naive(x, x.transposed)
    expected.scale(by: 3)
    #expect(largestDifference(gram, expected) < 1e-11)
    #expect(gram == gram.transposed)
    let cross = x.crossproduct(on: Cores(2))
    #expect(largestDifference(cross, Self.naive(x.transposed, x)) < 1e-11)
    #expect(cross == cross.transposed)
  }

  @Test func `leave zeros above the diagonal where only the lower part is asked for`() {
    let x = Self.random(300, 20, "x")
    let full = x.gram(on: .one)
    let lower = x.gram(.lower, on: Cores(2))
    for i in 0..<300 {
      for j in 0..<300 { #expect(lower[i, j] == (j <= i ? full[i, j] : 0)) }
    }
  }

  @Test func `give the same bits on 1, 2 and 7 threads`() {
    let x = Self.random(9000, 37, "x")
    let y = Self.random(37, 210, "y")
    let head = x.gathered(rows: Array(0..<700))
    let float = head.converted(to: Float.self)
    for count in [2, 7] {
      let cores = Cores(count)
      #expect(Matrix.product(x, y, on: cores) == .product(x, y, on: .one))
      #expect(x.crossproduct(on: cores) == x.crossproduct(on: .one))
      #expect(head.gram(on: cores) == head.gram(on: .one))
      #expect(float.gram(on: cores) == float.gram(on: .one))
    }
  }
}
