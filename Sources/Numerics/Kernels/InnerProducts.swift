/// The inner products of the rows of two matrices, tile by tile, in the way that suits the rows.
struct InnerProducts: Sendable {
  private let left: Matrix<Double>
  private let right: Matrix<Double>
  private let grids: (left: GridRows, right: GridRows)?
  private let mapped: (left: MappedRows, right: MappedRows)?

  /// Fewer rows do not repay what it takes to find the grids of the others.
  private static var fewest: Int { 64 }

  /// Rows of `left` with rows of `right`, by default its own; `mapped` says how both came about, where that is known.
  init(
    _ left: Matrix<Double>, _ right: Matrix<Double>? = nil,
    mapped: (left: MappedRows, right: MappedRows)? = nil, on cores: Cores
  ) {
    let other = right ?? left
    precondition(left.columns == other.columns, "\(left.columns) columns against \(other.columns)")
    (self.left, self.right) = (left, other)
    if let mapped, mapped.left.map == mapped.right.map {
      precondition(
        mapped.left.count == left.rows && mapped.right.count == other.rows
          && mapped.left.map.columns == left.columns, "other rows than those that were mapped")
      (self.mapped, grids) = (mapped, nil)
      return
    }
    self.mapped = nil
    let here = left.rows < Self.fewest ? nil : GridRows(left, on: cores)
    grids = here.flatMap { here in
      guard let right else { return (here, here) }
      return GridRows(right, on: cores).map { (here, $0) }
    }
  }

  /// The side of the tiles, which may be halved three times: then still a multiple of what each way takes at a time.
  var tileSide: Int { mapped == nil ? 512 : 8 * RowStrips.width }

  /// Writes ⟨x_i, y_j⟩ for the rows of a tile.
  func fill(
    _ rows: Range<Int>, _ columns: Range<Int>, into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    if let mapped {
      mapped.left.sources.fill(rows, against: mapped.right.images, columns, into: start, step: step)
      return
    }
    if let grids {
      grids.left.fill(rows, against: grids.right, columns, into: start, step: step)
      return
    }
    let depth = left.columns
    Double.gemm(
      transposeA: false, transposeB: true, rows.count, columns.count, depth, alpha: 1,
      left.buffer.start + rows.lowerBound * depth, max(1, depth),
      right.buffer.start + columns.lowerBound * depth, max(1, depth), beta: 0, start, step)
  }
}
