internal import CKernels

/// Rows x_i = base_i + step_i·b_i on grids, most of whose whole numbers b are zero, for products with the rows of any
/// matrix: ⟨x_i, y⟩ = base_i·Σy + step_i·Σ b_ik·y_k, a multiply-add for every number that is not zero.
struct SparseRows: Sendable {
  /// Up to 192 rows, whose numbers are listed by blocks of as many columns as `RowStrips` packs, then by row.
  private struct Part: Sendable {
    var begins: [Int32] = []
    var columns: [Int32] = []
    var numbers: [Double] = []
  }

  private let columns: Int
  private let scales: [(base: Double, step: Double)]
  private let parts: [Part]

  private static var height: Int { 6 * GridBlock.height }
  /// From this share of numbers that are not zero on, a dense product is as fast.
  private static var largestShare: Double { 0.5 }

  /// Lists the rows; nil where too many of their numbers are not zero.
  init?(_ grids: GridRows, on cores: Cores) {
    columns = grids.columns
    scales = grids.blocks.flatMap { $0.grids.map { ($0.base, $0.step) } }
    let (count, columns) = (scales.count, grids.columns)
    let listed = grids.blocks.reduce(0) { $0 + $1.listed }
    guard Double(listed) <= Self.largestShare * Double(count * columns) else { return nil }
    let tiling = Blocks(of: grids.blocks.count, size: Self.height / GridBlock.height)
    guard
      let parts = cores.map(tiling.count, { Self.part(grids.blocks[tiling[$0]], columns: columns) })
    else { return nil }
    self.parts = parts
  }

  private init(_ rows: SparseRows, scales: [(base: Double, step: Double)]) {
    (columns, parts, self.scales) = (rows.columns, rows.parts, scales)
  }

  /// The rows times a factor each.
  func scaled(by factors: [Double]) -> SparseRows {
    SparseRows(self, scales: zip(scales, factors).map { ($0.base * $1, $0.step * $1) })
  }

  private static func part(_ blocks: ArraySlice<GridBlock>, columns: Int) -> Part {
    var part = Part()
    let rows = blocks.flatMap { block in block.grids.indices.map { block.numbers(of: $0) } }
    var places = [Int](repeating: 0, count: rows.count)
    for end in stride(from: RowStrips.depth, to: columns + RowStrips.depth, by: RowStrips.depth) {
      for (row, numbers) in rows.enumerated() {
        part.begins.append(Int32(part.columns.count))
        while places[row] < numbers.count, numbers[places[row]].column < end {
          let (column, number) = numbers[places[row]]
          part.columns.append(Int32(column - end + RowStrips.depth))
          part.numbers.append(Double(number))
          places[row] += 1
        }
      }
      part.begins.append(Int32(part.columns.count))
    }
    return part
  }

  /// Writes ⟨x_i, y_j⟩ for some rows here and some there, of which the first must be a multiple of `RowStrips.width`.
  func fill(
    _ here: Range<Int>, against other: RowStrips, _ there: Range<Int>,
    into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    let width = RowStrips.width
    precondition(
      there.lowerBound % width == 0
        && (there.upperBound % width == 0 || there.upperBound == other.rows),
      "a tile begins and ends with what is packed together")
    precondition(
      columns == other.columns && here.upperBound <= scales.count && there.upperBound <= other.rows,
      "a tile of other rows")
    let sums = TileBuffer<Double>(uninitialized: Self.height * width)
    var first = here.lowerBound
    while first < here.upperBound {
      let last = min(here.upperBound, (first / Self.height + 1) * Self.height)
      for left in stride(from: there.lowerBound, to: there.upperBound, by: width) {
        let chunk = left..<min(there.upperBound, left + width)
        add(first..<last, other, chunk, into: sums)
        for row in first..<last {
          let (base, scale) = scales[row]
          let source = sums.start + (row - first) * chunk.count
          let target = start + (row - here.lowerBound) * step + left - there.lowerBound
          other.sums.withUnsafeBufferPointer { total in
            for column in 0..<chunk.count {
              target[column] = scale * source[column] + base * total[left + column]
            }
          }
        }
      }
      first = last
    }
  }

  /// Σ_k b_ik·y_k for rows of one part and the rows y of one chunk.
  private func add(
    _ rows: Range<Int>, _ other: RowStrips, _ chunk: Range<Int>, into sums: TileBuffer<Double>
  ) {
    let part = parts[rows.lowerBound / Self.height]
    let all = min(Self.height, scales.count - rows.lowerBound / Self.height * Self.height)
    sums.start.update(repeating: 0, count: rows.count * chunk.count)
    let blocks = Blocks(of: columns, size: RowStrips.depth)
    part.begins.withUnsafeBufferPointer { begins in
      guard let begins = begins.baseAddress else { return }
      for index in 0..<blocks.count {
        malleus_add_rows_f64(
          malleus_kernel_fastest, other.piece(chunk, blocks[index]), CInt(blocks[index].count),
          CInt(chunk.count), CInt(rows.count),
          begins + index * (all + 1) + rows.lowerBound % Self.height, part.columns, part.numbers,
          sums.start)
      }
    }
  }
}
