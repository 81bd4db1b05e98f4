/// Rows x_i = z_i·L/ν_i that a linear map made of rows z_i on sparse grids, as linearized attention makes them of images
/// before a plain ground; the lengths ν_i are those of z_i·L, or 1.
///
/// Their inner products, ⟨x_i, x_j⟩ = ⟨z_i, z_j·LLᵀ/ν_j⟩/ν_i, take a multiply-add for every number of z_i that is not zero. Of rows of unit
/// length they differ from the products of the rounded rows by about √d·2⁻⁵³·(r_i² + r_j²), where r_i = ‖L‖·‖z_i‖/‖z_i·L‖ is what
/// rounding on the way to x_i is made larger by; of others by that times their lengths.
public struct MappedRows: Sendable {
  /// L, d×d′.
  let map: Matrix<Double>
  /// What ‖L‖ is at most: of several maps after one another, the product of their norms.
  let norm: Double
  /// The rows z.
  let grids: GridRows
  /// z_i/ν_i.
  let sources: SparseRows
  /// z_i·LLᵀ/ν_i.
  let images: RowStrips
  /// LLᵀ.
  private let square: RowStrips
  private let isUnit: Bool

  var count: Int { images.rows }

  /// The largest r_i.
  private static var worstLoss: Double { 64 }
  /// How far from where the map leads a row may be, over its length and √d′, seen from one direction.
  private static var slack: Double { 1e-11 }

  /// The way that rows came by; nil where it spares no work, with rows that are not on sparse grids or fewer of them than
  /// repay LLᵀ, where a row has lost too many digits on it, or where the rows are not what the map makes of the sources.
  ///
  /// - Parameters:
  ///   - rows: x, n×d′.
  ///   - sources: z, n×d.
  ///   - maps: matrices that z is multiplied with, one after the other.
  ///   - isUnit: whether the result was then scaled to unit length.
  public init?(
    _ rows: Matrix<Double>, from sources: Matrix<Double>, by maps: [Matrix<Double>], isUnit: Bool,
    on cores: Cores
  ) {
    guard let first = maps.first, rows.rows >= 2 * sources.columns,
      let listed = Listed(sources, on: cores)
    else { return nil }
    let map = maps.dropFirst().reduce(first) { .product($0, $1, on: cores) }
    let square = RowStrips(
      .product(map, transposed: false, map, transposed: true, on: cores), on: cores)
    let norm = maps.reduce(1) { $0 * $1.frobeniusNorm }
    self.init(rows, from: sources, listed, map, norm, square, isUnit: isUnit, on: cores)
  }

  /// The way that other rows, however few, came by the same map.
  public func others(
    _ rows: Matrix<Double>, from sources: Matrix<Double>, on cores: Cores
  ) -> MappedRows? {
    Listed(sources, on: cores).flatMap {
      MappedRows(rows, from: sources, $0, map, norm, square, isUnit: isUnit, on: cores)
    }
  }

  private init?(
    _ rows: Matrix<Double>, from sources: Matrix<Double>, _ listed: Listed, _ map: Matrix<Double>,
    _ norm: Double, _ square: RowStrips, isUnit: Bool, on cores: Cores
  ) {
    guard
      rows.rows == sources.rows && rows.columns == map.columns && sources.columns == map.rows
    else { return nil }
    let lengths = TileBuffer<Double>(uninitialized: sources.rows)
    lengths.elements.initialize(repeating: .nan)
    let images = RowStrips(rows: sources.rows, columns: square.rows, on: cores) { block, images in
      let columns = square.rows
      listed.rows.fill(block, against: square, 0..<columns, into: images, step: columns)
      for (offset, row) in block.enumerated() {
        let image = images + offset * columns
        let length = sources.withUnsafeRow(row) { source in
          source.indices.reduce(0) { $0 + source[$1] * image[$1] }.squareRoot()
        }
        lengths.start[row] = length
        for column in 0..<columns where isUnit { image[column] /= length }
      }
    }
    // What is not a number was not made, or came of rounding alone.
    guard
      zip(lengths.elements, listed.grids.norms).allSatisfy({
        $0 > 0 && $0.isFinite && norm * $1 <= Self.worstLoss * $0
      })
    else { return nil }
    let factors = lengths.elements.map { isUnit ? 1 / $0 : 1 }
    guard
      Self.leads(
        from: sources, by: map, times: factors, to: rows, Array(lengths.elements), on: cores)
    else { return nil }
    (self.map, self.norm, self.square, self.isUnit) = (map, norm, square, isUnit)
    (self.grids, self.sources) = (listed.grids, listed.rows.scaled(by: factors))
    self.images = images
  }

  /// Whether x_i = factor_i·z_i·L, seen from a few random directions, none of which shows another row only by chance.
  private static func leads(
    from sources: Matrix<Double>, by map: Matrix<Double>, times factors: [Double],
    to rows: Matrix<Double>, _ lengths: [Double], on cores: Cores
  ) -> Bool {
    let random = CounterRandom(seed: 0, purpose: "Numerics/mapped rows")
    let directions: Matrix<Double> = random.normals(rows: 4, columns: rows.columns, on: .one)
    let back = Matrix.product(directions, transposed: false, map, transposed: true, on: .one)
    let expected = Matrix.product(sources, transposed: false, back, transposed: true, on: cores)
    let seen = Matrix.product(rows, transposed: false, directions, transposed: true, on: cores)
    let reach = slack * Double(rows.columns).squareRoot()
    return factors.indices.allSatisfy { row in
      (0..<directions.rows).allSatisfy { direction in
        abs(seen[row, direction] - factors[row] * expected[row, direction])
          <= reach * factors[row] * lengths[row]
      }
    }
  }
}

/// Rows on grids with the lists of what is not zero.
private struct Listed {
  let grids: GridRows
  let rows: SparseRows

  init?(_ sources: Matrix<Double>, on cores: Cores) {
    guard let grids = GridRows(sources, on: cores), let rows = SparseRows(grids, on: cores) else {
      return nil
    }
    (self.grids, self.rows) = (grids, rows)
  }
}
