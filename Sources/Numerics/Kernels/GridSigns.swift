internal import CKernels

/// Which products ⟨w_r, x_i⟩ are positive, for rows on grids: in single precision where that is certain, over the whole numbers
/// that are not zero.
///
/// ⟨w, x⟩ = a·Σw + s·⟨w, b⟩ with k terms in the last sum is off by at most (k + 8)·2⁻²⁴·(|s|·‖b‖ + |a|·√d)·‖w‖, by the same
/// theorem as in `ProductSigns`; what is nearer to zero than twice that is computed again like there, so that the bits are the same.
///
/// For rows x = z·L/ν mapped from rows z on grids, ⟨w, x⟩ is as positive as ⟨w·Lᵀ, z⟩ is. Rounding x and w·Lᵀ moves that by at most
/// 8·d·2⁻⁵²·‖w‖·‖L‖·‖z‖, with d the larger side of L, for which d·2⁻²⁸·‖w‖·‖L‖ more than the norm of w·Lᵀ leaves room.
struct GridSigns: Sendable {
  private let rows: Matrix<Double>
  private let units: Matrix<Double>
  private let blocks: [GridBlock]
  private let columns: Int
  private let strips: [UnitStrip]

  /// The rows, whose grids `grids` are, against units with weights m×d.
  init(_ grids: GridRows, rows: Matrix<Double>, units: Matrix<Double>, on cores: Cores) {
    (self.rows, self.units) = (rows, units)
    (blocks, columns) = (grids.blocks, grids.columns)
    let tiling = Blocks(of: units.rows, size: GridBlock.height)
    strips = cores.map(tiling.count) { UnitStrip(units, tiling[$0]) } ?? []
  }

  /// Rows that were mapped from others on grids, against units with weights m×d′.
  init(_ mapped: MappedRows, rows: Matrix<Double>, units: Matrix<Double>, on cores: Cores) {
    precondition(mapped.count == rows.rows, "other rows than those that were mapped")
    (self.rows, self.units) = (rows, units)
    (blocks, columns) = (mapped.grids.blocks, mapped.grids.columns)
    let back = Matrix.product(units, transposed: false, mapped.map, transposed: true, on: cores)
    let share = Double(max(columns, units.columns)) * 0x1p-28 * mapped.norm
    let tiling = Blocks(of: units.rows, size: GridBlock.height)
    strips =
      cores.map(tiling.count) { index in
        UnitStrip(back, tiling[index]) { unit in
          share * units.withUnsafeRow(unit) { $0.euclideanNorm }
        }
      } ?? []
  }

  /// The packed signs of some rows, which begin with a block, against all units.
  func pack(_ range: Range<Int>, wordsPerRow: Int) -> [UInt64] {
    let height = GridBlock.height
    var words = [UInt64](repeating: 0, count: range.count * wordsPerRow)
    let some = stride(from: range.lowerBound, to: range.upperBound, by: height)
    let made = some.map { scales($0) }
    var positive = [UInt32](repeating: 0, count: height)
    var doubtful = positive
    for (index, strip) in strips.enumerated() {
      for (first, scales) in zip(some, made) {
        blocks[first / height].withRows { block in
          strip.withUnits {
            malleus_grid_signs(malleus_grid_best(), &block, scales, &$0, &positive, &doubtful)
          }
        }
        for row in first..<min(range.upperBound, first + height) {
          let bits = settled(
            positive[row - first], doubtful[row - first] & strip.mask, row, index * height)
          words[(row - range.lowerBound) * wordsPerRow + index / 2] |=
            UInt64(bits & strip.mask) << UInt64(index % 2 * height)
        }
      }
    }
    return words
  }

  private func settled(_ positive: UInt32, _ doubtful: UInt32, _ row: Int, _ first: Int) -> UInt32 {
    var (bits, doubtful) = (positive, doubtful)
    while doubtful != 0 {
      let offset = doubtful.trailingZeroBitCount
      let isPositive = ProductSigns.isPositive(rows, row, units, first + offset)
      bits = isPositive ? bits | 1 << offset : bits & ~(1 << offset)
      doubtful &= doubtful - 1
    }
    return bits
  }

  /// What makes the rows of the block that begins with row `first` of their whole numbers.
  private func scales(_ first: Int) -> [malleus_grid_scale] {
    let block = blocks[first / GridBlock.height]
    return block.grids.enumerated().map { row, grid in
      let terms = Double(2 * (block.begins[row + 1] - block.begins[row]) + 8)
      let size = abs(grid.step) * grid.norm + abs(grid.base) * Double(columns).squareRoot()
      return malleus_grid_scale(
        base: Float(grid.base), step: Float(grid.step),
        reach: Float(2 * terms * 0x1p-24 * size * 1.001) + ProductSigns.smallest)
    }
  }
}

/// 32 units, packed for rows on grids.
private struct UnitStrip: Sendable {
  private var weights: [Float]
  private var totals: [Float]
  private var norms: [Float]
  /// One bit for each unit that there is.
  let mask: UInt32

  /// `slack` is added to the norm of a unit.
  init(
    _ units: Matrix<Double>, _ range: Range<Int>, addingToNorm slack: (Int) -> Double = { _ in 0 }
  ) {
    let (height, depth) = (GridBlock.height, units.columns)
    weights = Array(repeating: 0, count: (depth + 1) / 2 * 2 * height)
    (totals, norms) = (.init(repeating: 0, count: height), .init(repeating: 0, count: height))
    mask = range.count == height ? .max : 1 << UInt32(range.count) - 1
    for (offset, unit) in range.enumerated() {
      units.withUnsafeRow(unit) { row in
        for column in 0..<depth { weights[column * height + offset] = Float(row[column]) }
        totals[offset] = Float(row.reduce(0, +))
        let norm = row.euclideanNorm
        norms[offset] = Float((norm + slack(unit)) * 1.001) + ProductSigns.smallest
      }
    }
  }

  func withUnits(_ body: (inout malleus_grid_units) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      totals.withUnsafeBufferPointer { totals in
        norms.withUnsafeBufferPointer { norms in
          var units = malleus_grid_units(
            weights: weights.baseAddress, totals: totals.baseAddress, norms: norms.baseAddress)
          body(&units)
        }
      }
    }
  }
}
