import CKernels
import Numerics
import Testing

@Suite struct `Bit patterns` {
  static let available = [
    MALLEUS_PATTERNS_PORTABLE, MALLEUS_PATTERNS_POPCNT, MALLEUS_PATTERNS_AVX2,
    MALLEUS_PATTERNS_AVX512, MALLEUS_PATTERNS_NEON,
  ].filter { malleus_patterns_available($0) }

  @Test(arguments: available, [8, 16, 120, 512])
  func `are counted alike by every variant`(variant: malleus_patterns_variant, words: Int) {
    let random = CounterRandom(seed: 1, purpose: "bits")
    var a = (0..<19 * words).map { random.bits($0) }
    var b = (0..<6 * words).map { random.bits(99_999 + $0) }
    for word in 0..<words { (a[word], b[word]) = (.max, .max) }
    var counts = [UInt32](repeating: 0, count: 19 * 6)
    malleus_patterns_count(variant, a, 19, b, 6, words, &counts)
    for i in 0..<19 {
      for j in 0..<6 {
        let expected = (0..<words).reduce(0) {
          $0 + (a[i * words + $1] & b[j * words + $1]).nonzeroBitCount
        }
        #expect(counts[i * 6 + j] == expected)
      }
    }
  }

  @Test(arguments: [1.0, 1e-25, 1e-44, 1e18, 1e30])
  func `are those of double precision where single precision cannot tell`(scale: Double) {
    // ⟨w, x⟩ = ±tiny after the large terms cancel; also beyond the range of floats.
    let tiny: [Double] = [0x1p-40, -0x1p-40, 0x1p-20, -0x1p-20, 0, 0x1p-50, -0x1p-50]
    let x = Matrix<Double>([[scale, scale, scale, 0]])
    let w = Matrix<Double>(tiny.map { [scale, -scale, scale * $0, scale] })
    let bits = BitMatrix(activationsOf: x, weights: w, on: .one)
    for (unit, value) in tiny.enumerated() { #expect(bits[0, unit] == (value > 0), "\(value)") }
  }

  @Test func `of near orthogonal rows agree with double precision`() {
    let random = CounterRandom(seed: 3, purpose: "near")
    var x: Matrix<Double> = random.substream(0).normals(rows: 60, columns: 300, on: .one)
    let w: Matrix<Double> = random.substream(1).normals(rows: 90, columns: 300, on: .one)
    let last = w.row(0)[299]
    for row in 0..<60 {
      let rest = (0..<299).reduce(0) { $0 + x[row, $1] * w[0, $1] }
      x[row, 299] = (random.uniform(row) * 1e-7 - 0.5e-7 - rest) / last
    }
    let bits = BitMatrix(activationsOf: x, weights: w, on: Cores(2))
    for row in 0..<60 {
      for unit in 0..<90 {
        let product = (0..<300).reduce(0) { $0 + x[row, $1] * w[unit, $1] }
        #expect(bits[row, unit] == (product > 0))
      }
    }
  }

  @Test(arguments: [1, 63, 64, 65, 1500])
  func `hold the signs of the pre-activations, zero being no activation`(units: Int) {
    let random = CounterRandom(seed: 2, purpose: "signs")
    var x: Matrix<Double> = random.substream(0).normals(rows: 150, columns: 5, on: .one)
    for column in 0..<5 { x[3, column] = 0 }
    let w: Matrix<Double> = random.substream(1).normals(rows: units, columns: 5, on: .one)
    let bits = BitMatrix(activationsOf: x, weights: w, on: Cores(2))
    let products = Matrix.product(x, transposed: false, w, transposed: true, on: .one)
    for row in 0..<150 {
      for unit in 0..<units { #expect(bits[row, unit] == (products[row, unit] > 0)) }
    }
    #expect(bits.gathered(rows: [149, 3])[0, units - 1] == bits[149, units - 1])
  }
}
