import Numerics
import Testing

@Suite struct `Rows mapped from sparse grids` {
  /// Images of up to 255 levels, a third of their pixels lit, standardised and scaled to unit length.
  static func images(
    _ rows: Int, _ columns: Int, isWhite: Bool = false, mean: Double = 0.13, lit: Double = 0.33,
    seed: UInt64 = 1
  ) -> Matrix<Double> {
    let random = CounterRandom(seed: seed, purpose: "mapped images")
    return unit(
      Matrix(
        (0..<rows).map { row in
          (0..<columns).map { column in
            let draw = random.uniform(row * columns + column)
            let level = draw < lit ? (draw / lit * 255).rounded() : 0
            return ((isWhite ? 255 - level : level) / 255 - (isWhite ? 1 - mean : mean)) / 0.31
          }
        }))
  }

  private static func unit(_ rows: Matrix<Double>) -> Matrix<Double> {
    Matrix(
      (0..<rows.rows).map { index in
        let row = rows.row(index)
        let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { norm > 0 ? $0 / norm : $0 }
      })
  }

  /// Attention to the rows, that many times.
  private static func maps(_ rows: Matrix<Double>, layers: Int) -> [Matrix<Double>] {
    let gram = Matrix.product(rows, transposed: true, rows, on: .one)
    return Array(repeating: gram, count: layers)
  }

  private static func mapped(
    _ rows: Matrix<Double>, by maps: [Matrix<Double>], isUnit: Bool
  ) -> Matrix<Double> {
    let product = maps.reduce(rows) { .product($0, $1, on: .one) }
    return isUnit ? unit(product) : product
  }

  /// Rows and columns beside the sizes of blocks, layers, and whether rows end with unit length.
  struct Size: Sendable {
    var rows: Int
    var columns: Int
    var layers = 1
    var isUnit = true
    var isWhite = false

    /// Two layers leave too few digits of rows without a large mean.
    func images(_ count: Int? = nil, seed: UInt64 = 1) -> Matrix<Double> {
      `Rows mapped from sparse grids`.images(
        count ?? rows, columns, isWhite: isWhite, mean: layers > 1 ? 0 : 0.13, seed: seed)
    }
  }

  static let cases = [
    Size(rows: 150, columns: 30), Size(rows: 401, columns: 64, isWhite: true),
    Size(rows: 500, columns: 100, layers: 2), Size(rows: 193, columns: 65, isUnit: false),
    Size(rows: 96, columns: 48, layers: 2, isUnit: false), Size(rows: 2, columns: 1),
    // Tiles of 192 and of 384 rows.
    Size(rows: 1400, columns: 20), Size(rows: 2700, columns: 12),
  ]

  @Test(arguments: cases)
  func `have the inner products of the rows`(
    size: Size
  ) throws {
    let (z, u) = (size.images(), size.images(70, seed: 2))
    let maps = Self.maps(z, layers: size.layers)
    let x = Self.mapped(z, by: maps, isUnit: size.isUnit)
    let y = Self.mapped(u, by: maps, isUnit: size.isUnit)
    let way = try #require(MappedRows(x, from: z, by: maps, isUnit: size.isUnit, on: Cores(2)))
    let other = try #require(way.others(y, from: u, on: Cores(2)))
    let w: Matrix<Double> = CounterRandom(seed: 3, purpose: "units").normals(
      rows: 130, columns: size.columns, on: .one)
    let (gates, otherGates) = (
      BitMatrix(activationsOf: x, weights: w, on: .one),
      BitMatrix(activationsOf: y, weights: w, on: .one)
    )
    let kernel = EmpiricalKernel.train(x, gates, mapped: way, on: Cores(2))
    let queries = EmpiricalKernel.queries(
      y, otherGates, x, gates, mapped: (other, way), on: Cores(2))
    let plain = EmpiricalKernel.train(x, gates, on: Cores(2))
    let plainQueries = EmpiricalKernel.queries(y, otherGates, x, gates, on: Cores(2))
    let largest = (0..<size.rows).reduce(0) { max($0, plain[$1, $1]) }
    #expect(Self.difference(kernel, plain) <= 1e-13 * largest)
    #expect(Self.difference(queries, plainQueries) <= 1e-13 * largest)
    #expect(kernel == kernel.transposed)
  }

  private static func difference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    let gaps = zip(a.elements, b.elements).map { abs($0 - $1) }
    return gaps.contains(where: \.isNaN) ? .nan : gaps.max() ?? 0
  }

  @Test(arguments: cases)
  func `have the signs of pre-activations in double precision`(
    size: Size
  ) throws {
    let z = size.images()
    let maps = Self.maps(z, layers: size.layers)
    let x = Self.mapped(z, by: maps, isUnit: size.isUnit)
    let way = try #require(MappedRows(x, from: z, by: maps, isUnit: size.isUnit, on: .one))
    var w: Matrix<Double> = CounterRandom(seed: 4, purpose: "units").normals(
      rows: 90, columns: size.columns, on: .one)
    // Units that are orthogonal to a row but for rounding are the hard ones.
    let last = size.columns - 1
    for unit in stride(from: 0, to: 90, by: 3) {
      let row = x.row(unit % size.rows)
      w[unit, last] = -(0..<last).reduce(0) { $0 + row[$1] * w[unit, $1] } / row[last]
    }
    let bits = BitMatrix(activationsOf: x, weights: w, mapped: way, on: .one)
    #expect(Self.bits(bits, areSignsOf: x, w))
  }

  private static func bits(
    _ bits: BitMatrix, areSignsOf x: Matrix<Double>, _ w: Matrix<Double>
  ) -> Bool {
    (0..<x.rows).allSatisfy { row in
      (0..<w.rows).allSatisfy { unit in
        let product = (0..<x.columns).reduce(0) { $0 + x[row, $1] * w[unit, $1] }
        return bits[row, unit] == (product > 0)
      }
    }
  }

  @Test(arguments: [25, 60]) func `may have other columns than their sources`(width: Int) throws {
    let z = Self.images(100, 40)
    let random = CounterRandom(seed: 6, purpose: "map")
    let map: Matrix<Double> = random.normals(rows: 40, columns: width, on: .one)
    let x = Self.mapped(z, by: [map], isUnit: true)
    let w: Matrix<Double> = random.substream(1).normals(rows: 90, columns: width, on: .one)
    let way = try #require(MappedRows(x, from: z, by: [map], isUnit: true, on: .one))
    let gates = BitMatrix(activationsOf: x, weights: w, mapped: way, on: .one)
    #expect(Self.bits(gates, areSignsOf: x, w))
    let kernel = EmpiricalKernel.train(x, gates, mapped: way, on: .one)
    #expect(Self.difference(kernel, EmpiricalKernel.train(x, gates, on: .one)) <= 1e-13)
  }

  @Test func `have the same products on any number of cores`() throws {
    let z = Self.images(700, 90)
    let maps = Self.maps(z, layers: 1)
    let x = Self.mapped(z, by: maps, isUnit: true)
    let w: Matrix<Double> = CounterRandom(seed: 5, purpose: "units").normals(
      rows: 70, columns: 90, on: .one)
    let kernels = try [1, 2, 7].map { count in
      let cores = Cores(count)
      let way = try #require(MappedRows(x, from: z, by: maps, isUnit: true, on: cores))
      let gates = BitMatrix(activationsOf: x, weights: w, mapped: way, on: cores)
      return EmpiricalKernel.train(x, gates, mapped: way, on: cores)
    }
    #expect(kernels[0] == kernels[1] && kernels[0] == kernels[2])
  }

  @Test func `are recognised only where the rows are what the map makes, and work is spared`() {
    let z = Self.images(100, 40)
    let maps = Self.maps(z, layers: 1)
    let x = Self.mapped(z, by: maps, isUnit: true)
    func isFound(_ x: Matrix<Double>, _ z: Matrix<Double>, isUnit: Bool = true) -> Bool {
      MappedRows(x, from: z, by: maps, isUnit: isUnit, on: .one) != nil
    }
    #expect(isFound(x, z))
    var moved = x
    moved[99, 39] += 1e-8
    #expect(!isFound(moved, z), "one element of a row is another")
    #expect(!isFound(x, z, isUnit: false), "the lengths are others")
    #expect(!isFound(Matrix(rows: 100, columns: 40, x.elements.map { -$0 }), z), "turned round")
    #expect(!isFound(x.gathered(rows: Array(0..<79)), z.gathered(rows: Array(0..<79))), "too few")
    #expect(!isFound(x, x), "on no grids")
    var dark = z
    for column in 0..<40 { dark[7, column] = 0 }
    #expect(!isFound(Self.mapped(dark, by: maps, isUnit: true), dark), "a row of zeros")
    let dense = Self.images(100, 40, lit: 0.7)
    #expect(!isFound(Self.mapped(dense, by: maps, isUnit: true), dense), "most pixels are lit")
  }

  @Test func `are left alone where their map leaves them too few digits`() {
    // Of rows without light in the first pixel the map leaves a millionth.
    let z = Self.images(100, 40, mean: 0)
    var map = Matrix<Double>(rows: 40, columns: 40)
    for column in 0..<40 { map[column, column] = column == 0 ? 1 : 1e-6 }
    let x = Self.mapped(z, by: [map], isUnit: true)
    #expect(MappedRows(x, from: z, by: [map], isUnit: true, on: .one) == nil)
  }
}
