import CKernels
import Numerics
import Testing

@Suite struct `Rows on grids` {
  static let available = [
    MALLEUS_GRID_PORTABLE, MALLEUS_GRID_AVX2, MALLEUS_GRID_AVX512, MALLEUS_GRID_NEON,
  ].filter { malleus_grid_available($0) }

  /// Rows listed and packed, as the kernels take them.
  private struct Packed {
    var begins = [0]
    var places: [UInt16] = []
    var values: [UInt32] = []
    var strip: [Int16]

    init(_ rows: [[Int16]]) {
      let pairs = (rows.first?.count ?? 0) / 2
      strip = Array(repeating: -1, count: 64 * pairs)
      malleus_grid_pack(rows.flatMap { $0 }, rows.count, pairs, &strip)
      for row in rows {
        var place = [UInt16](repeating: 0, count: pairs)
        var value = [UInt32](repeating: 0, count: pairs)
        let count = malleus_grid_list(row, pairs, &place, &value)
        (places, values) = (places + place.prefix(count), values + value.prefix(count))
        begins.append(places.count)
      }
    }

    func withRows(_ body: (inout malleus_grid_rows) -> Void) {
      begins.withUnsafeBufferPointer { begins in
        places.withUnsafeBufferPointer { places in
          values.withUnsafeBufferPointer { values in
            var rows = malleus_grid_rows(
              begins: begins.baseAddress, count: begins.count - 1, places: places.baseAddress,
              values: values.baseAddress)
            body(&rows)
          }
        }
      }
    }
  }

  /// Rows of whole numbers up to 835, half of them zero.
  private static func levels(_ rows: Int, _ columns: Int, seed: UInt64) -> [[Int16]] {
    let random = CounterRandom(seed: seed, purpose: "grid")
    return (0..<rows).map { row in
      (0..<columns).map { column in
        let index = row * columns + column
        return random.uniform(index) < 0.5 ? 0 : Int16(random.bits(index) % 836)
      }
    }
  }

  @Test(arguments: available, [(1, 1), (5, 7), (32, 392), (3, 1536)])
  func `are multiplied alike by every variant`(
    variant: malleus_grid_variant, size: (rows: Int, pairs: Int)
  ) {
    let a = Self.levels(4, 2 * size.pairs, seed: 1)
    let b = Self.levels(size.rows, 2 * size.pairs, seed: 2)
    let packed = Packed(b)
    var products = [Int32](repeating: -1, count: 4 * 32)
    Packed(a).withRows { malleus_grid_multiply(variant, &$0, packed.strip, &products) }
    for row in 0..<4 {
      for column in 0..<32 {
        let expected =
          column < size.rows ? zip(a[row], b[column]).reduce(0) { $0 + Int($1.0) * Int($1.1) } : 0
        #expect(Int(products[32 * row + column]) == expected)
      }
    }
  }

  @Test(arguments: available)
  func `have the signs of pre-activations where a variant is certain`(
    variant: malleus_grid_variant
  ) {
    let rows = Self.levels(6, 60, seed: 3)
    let random = CounterRandom(seed: 4, purpose: "weights")
    let weights = (0..<32 * 60).map { Float(random.uniform($0) - 0.5) }
    let unit = { (unit: Int, column: Int) in Double(weights[column * 32 + unit]) }
    let sums = (0..<32).map { u in (0..<60).reduce(0) { $0 + unit(u, $1) } }
    let norms = (0..<32).map { u in
      Float((0..<60).reduce(0) { $0 + unit(u, $1) * unit(u, $1) }.squareRoot())
    }
    let scale = malleus_grid_scale(base: -0.4, step: 0.01, reach: 1e-3)
    var (positive, doubtful) = ([UInt32](repeating: 0, count: 6), [UInt32](repeating: 0, count: 6))
    let totals = sums.map { Float($0) }
    weights.withUnsafeBufferPointer { weights in
      totals.withUnsafeBufferPointer { totals in
        norms.withUnsafeBufferPointer { norms in
          var units = malleus_grid_units(
            weights: weights.baseAddress, totals: totals.baseAddress, norms: norms.baseAddress)
          Packed(rows).withRows {
            malleus_grid_signs(
              variant, &$0, Array(repeating: scale, count: 6), &units, &positive, &doubtful)
          }
        }
      }
    }
    for (row, numbers) in rows.enumerated() {
      for u in 0..<32 {
        let product = (0..<60).reduce(0) { $0 + unit(u, $1) * Double(numbers[$1]) }
        let value = Double(scale.base) * sums[u] + Double(scale.step) * product
        let isDoubtful = doubtful[row] >> UInt32(u) & 1 == 1
        if !isDoubtful { #expect((positive[row] >> UInt32(u) & 1 == 1) == (value > 0)) }
        if abs(abs(value) - 1e-3 * Double(norms[u])) > 1e-5 {
          #expect(isDoubtful == (abs(value) < 1e-3 * Double(norms[u])))
        }
      }
    }
  }

  /// Images of `levels` levels, half of their pixels dark, standardised and scaled to unit length.
  private static func images(
    _ rows: Int, _ columns: Int, levels: Int, mean: Double = 0.1307, isWhite: Bool = false,
    seed: UInt64 = 2
  ) -> Matrix<Double> {
    let random = CounterRandom(seed: seed, purpose: "images")
    return Matrix(
      (0..<rows).map { row in
        let pixels = (0..<columns).map { column -> Double in
          let draw = random.uniform(row * columns + column)
          return draw < 0.5 ? 0 : (draw * 2 - 1) * Double(levels)
        }
        let shifted = pixels.map { pixel in
          let level = pixel.rounded(.down)
          return ((isWhite ? Double(levels) - level : level) / 255 - mean) / 0.3081
        }
        let norm = shifted.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return norm > 0 ? shifted.map { $0 / norm } : shifted
      })
  }

  /// Where the background lies on the way from the smallest to the largest element.
  enum Background: CaseIterable { case dark, white, grey }

  @Test(
    arguments: [(64, 1, 255), (97, 7, 255), (70, 784, 255), (150, 785, 510), (65, 3072, 255)],
    Background.allCases)
  func `give the inner products of double precision`(
    size: (rows: Int, columns: Int, levels: Int), background: Background
  ) {
    // White on which nothing is left but zeros, and grey with as much above as below.
    let mean =
      switch background {
      case .dark: 0.1307
      case .white: Double(size.levels) / 255
      case .grey: 0.5
      }
    func images(_ rows: Int, seed: UInt64) -> Matrix<Double> {
      Self.images(
        rows, size.columns, levels: size.levels, mean: mean, isWhite: background == .white,
        seed: seed)
    }
    let (x, y) = (images(size.rows, seed: 2), images(70, seed: 3))
    let kernel = PolynomialKernel.train(x, degree: 1, on: .one)
    let queries = PolynomialKernel.queries(y, x, degree: 1, on: .one)
    for i in 0..<size.rows {
      for j in stride(from: 0, to: size.rows, by: 7) {
        #expect(
          abs(kernel[i, j] - Self.product(x.row(i), x.row(j))) <= Self.bound(x.row(i), x.row(j)))
        #expect(kernel[i, j] == kernel[j, i])
      }
    }
    for i in 0..<70 {
      #expect(
        abs(queries[i, 0] - Self.product(y.row(i), x.row(0))) <= Self.bound(y.row(i), x.row(0)))
    }
  }

  @Test func `keep what little two rows have in common`() {
    // One pixel of each row is dark, and all others cancel but for rounding.
    let x = Matrix<Double>((0..<70).map { row in (0..<3072).map { $0 == row / 2 ? -0.7 : 0 } })
    let kernel = PolynomialKernel.train(x, degree: 1, on: .one)
    for row in 0..<70 {
      for column in 0..<70 {
        let expected = row / 2 == column / 2 ? 0.49 : 0
        #expect(abs(kernel[row, column] - expected) < 1e-16)
      }
    }
  }

  /// How far an inner product may be off.
  private static func bound(_ a: [Double], _ b: [Double]) -> Double {
    let most = { (row: [Double]) in row.map(abs).max() ?? 0 }
    return 0x1p-46 * Double(a.count) * most(a) * most(b)
  }

  /// The inner product, summed with the error of every rounding kept.
  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var (sum, rest) = (0.0, 0.0)
    for (x, y) in zip(a, b) {
      let product = x * y
      let lost = (-product).addingProduct(x, y)
      let next = sum + product
      rest += (abs(sum) >= abs(product) ? (sum - next) + product : (product - next) + sum) + lost
      sum = next
    }
    return sum + rest
  }

  @Test func `are found in images, whole or half levels, and not in what lies on none`() {
    let images = Self.images(40, 50, levels: 255)
    #expect(GridRows(images, on: .one) != nil)
    #expect(GridRows(Self.images(40, 50, levels: 510), on: .one) != nil)
    #expect(GridRows(Matrix<Double>(rows: 3, columns: 4, repeating: 0.3), on: .one) != nil)
    var one = images
    one[39, 49] += 1e-9
    #expect(GridRows(one, on: .one) == nil)
    for value in [Double.nan, .infinity, -.infinity] {
      var broken = images
      broken[7, 3] = value
      #expect(GridRows(broken, on: .one) == nil)
    }
    let normals: Matrix<Double> = CounterRandom(seed: 4, purpose: "n").normals(
      rows: 5, columns: 9, on: .one)
    #expect(GridRows(normals, on: .one) == nil)
    #expect(GridRows(Matrix<Double>(rows: 5, columns: 0), on: .one) == nil)
  }

  @Test(arguments: [1.0, 1e-20, 1e-44, 1e18, 1e36])
  func `have the signs of pre-activations in double precision`(scale: Double) {
    let random = CounterRandom(seed: 6, purpose: "units")
    let x = Self.images(70, 51, levels: 255)
    var w: Matrix<Double> = random.normals(rows: 90, columns: 51, on: .one)
    // Units that are orthogonal to a row but for rounding are the hard ones.
    for unit in stride(from: 0, to: 90, by: 3) {
      let row = x.row(unit % 70)
      let rest = (0..<50).reduce(0) { $0 + row[$1] * w[unit, $1] }
      w[unit, 50] = row[50] == 0 ? 0 : -rest / row[50]
    }
    let scaled = Matrix(rows: 70, columns: 51, x.elements.map { $0 * scale })
    let bits = BitMatrix(activationsOf: scaled, weights: w, on: .one)
    for row in 0..<70 {
      for unit in 0..<90 {
        let product = (0..<51).reduce(0) { $0 + scaled[row, $1] * w[unit, $1] }
        #expect(bits[row, unit] == (product > 0))
      }
    }
  }

  @Test func `give the same bits on any number of threads`() {
    let (x, y) = (Self.images(300, 60, levels: 255), Self.images(200, 60, levels: 255, seed: 5))
    let train = PolynomialKernel.train(x, degree: 1, on: .one)
    let queries = PolynomialKernel.queries(y, x, degree: 1, on: .one)
    for threads in [2, 7] {
      #expect(PolynomialKernel.train(x, degree: 1, on: Cores(threads)) == train)
      #expect(PolynomialKernel.queries(y, x, degree: 1, on: Cores(threads)) == queries)
    }
  }
}
