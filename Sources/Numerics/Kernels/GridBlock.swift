internal import CKernels

/// Up to 32 rows on grids: listed, as what is multiplied, and packed, as what it is multiplied with.
struct GridBlock: Sendable {
  /// The most rows of a block.
  static var height: Int { Int(MALLEUS_GRID_STRIP) }

  let grids: [RowGrid]
  /// The pairs of columns that are not zero: those of row i from begins[i] up to begins[i + 1].
  private(set) var begins = [0]
  private var places: [UInt16] = []
  private var values: [UInt32] = []
  private var strip: [Int16]

  /// The rows of a matrix in `range`; nil when one has no grid of at most so many levels.
  init?(_ rows: Matrix<Double>, _ range: Range<Int>, atMost most: Int) {
    let pairs = (rows.columns + 1) / 2
    var levels = [Int16](repeating: 0, count: range.count * 2 * pairs)
    var grids: [RowGrid] = []
    for (offset, row) in range.enumerated() {
      let grid = rows.withUnsafeRow(row) { row in
        levels.withUnsafeMutableBufferPointer { levels in
          levels.baseAddress.flatMap {
            RowGrid(row, levels: $0 + offset * 2 * pairs, atMost: most)
          }
        }
      }
      guard let grid else { return nil }
      grids.append(grid)
    }
    self.grids = grids
    strip = Array(repeating: 0, count: 2 * pairs * Self.height)
    malleus_grid_pack(levels, grids.count, pairs, &strip)
    list(levels, pairs)
  }

  private mutating func list(_ levels: [Int16], _ pairs: Int) {
    var rowPlaces = [UInt16](repeating: 0, count: pairs)
    var rowValues = [UInt32](repeating: 0, count: pairs)
    for row in grids.indices {
      let count = levels.withUnsafeBufferPointer { levels in
        levels.baseAddress.map {
          malleus_grid_list($0 + row * 2 * pairs, pairs, &rowPlaces, &rowValues)
        } ?? 0
      }
      places += rowPlaces.prefix(count)
      values += rowValues.prefix(count)
      begins.append(places.count)
    }
  }

  /// How many numbers are not zero.
  var listed: Int { values.reduce(0) { $0 + ($1 & 0xFFFF == 0 ? 0 : 1) + ($1 >> 16 == 0 ? 0 : 1) } }

  /// The columns of one row whose numbers are not zero, with these.
  func numbers(of row: Int) -> [(column: Int, number: Int16)] {
    var numbers: [(column: Int, number: Int16)] = []
    for index in begins[row]..<begins[row + 1] {
      let (column, pair) = (2 * Int(places[index]), values[index])
      let (first, second) = (Int16(truncatingIfNeeded: pair), Int16(truncatingIfNeeded: pair >> 16))
      if first != 0 { numbers.append((column, first)) }
      if second != 0 { numbers.append((column + 1, second)) }
    }
    return numbers
  }

  func withRows(_ body: (inout malleus_grid_rows) -> Void) {
    begins.withUnsafeBufferPointer { begins in
      places.withUnsafeBufferPointer { places in
        values.withUnsafeBufferPointer { values in
          var rows = malleus_grid_rows(
            begins: begins.baseAddress, count: grids.count, places: places.baseAddress,
            values: values.baseAddress)
          body(&rows)
        }
      }
    }
  }

  /// Writes the inner products of the rows with those of another block of as many columns.
  ///
  /// `products` is room for 32×32 numbers.
  func fill(
    against other: GridBlock, _ products: inout [Int32],
    into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    precondition(products.count == Self.height * Self.height, "no room for the products")
    withRows { malleus_grid_multiply(malleus_grid_best(), &$0, other.strip, &products) }
    products.withUnsafeBufferPointer { products in
      for (row, grid) in grids.enumerated() {
        let (source, target) = (row * Self.height, start + row * step)
        for (column, right) in other.grids.enumerated() {
          let linear = right.step * Double(products[source + column]) + right.base * grid.total
          target[column] = grid.step * linear + grid.base * right.sum
        }
      }
    }
  }
}
