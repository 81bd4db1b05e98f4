/// The empirical kernel among gated rows, made when it is needed: n·d numbers are held instead of n².
///
/// Each tile of the lower triangle is made once a product and serves its rows and its columns: as a rule making it takes longer
/// than multiplying it by a few hundred columns.
public struct FactoredKernel: KernelOperator {
  public let diagonal: [Double]
  private let gated: GatedRows

  /// The rows of a tile: a multiple of the depth of a sum, so that no element has more sums than in a product with whole rows.
  private static var height: Int { 2 * KernelProduct.depth }

  /// The kernel of some rows.
  public init(_ gated: GatedRows) {
    self.gated = gated
    diagonal = gated.diagonal
  }

  public var count: Int { diagonal.count }
  public var roundings: Double { KernelProduct.roundings(columns: count) }

  /// Some rows of K.
  ///
  /// In other company a row may differ by rounding, far below what certificates allow for the kernel's own.
  public func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double> {
    let part = GatedRows(
      rows: gated.rows.gathered(rows: chosen), patterns: gated.patterns.gathered(rows: chosen))
    return GatedQueries(part, against: gated).block(0..<chosen.count, on: cores)
  }

  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(columns.rows == count, "\(columns.rows) rows for a kernel of \(count)")
    let result = Matrix<Double>(rows: count, columns: columns.columns)
    guard columns.columns > 0 else { return result }
    let blocks = Blocks(of: count, size: Self.height)
    let elements = TileBuffer<Double>(uninitialized: min(count, Self.height) * count)
    for last in 0..<blocks.count {
      let panel = Panel(blocks: blocks, last: last, elements: elements)
      let isWhole = cores.forEach(last + 1) { index in
        panel.fill(index, from: gated)
        if index < last { panel.addTransposed(index, times: columns, to: result.buffer) }
      }
      guard isWhole else { break }
      let tiling = Tiling(rows: panel.rows.count, columns: columns.columns)
      cores.forEach(tiling.count) { index in
        panel.add(tiling[index], times: columns, to: result.buffer)
      }
    }
    return result
  }
}

/// One block of K's rows up to the diagonal, tile by tile.
private struct Panel: Sendable {
  let blocks: Blocks
  let last: Int
  let elements: TileBuffer<Double>

  var rows: Range<Int> { blocks[last] }

  private func start(_ index: Int) -> UnsafeMutablePointer<Double> {
    elements.start + blocks[index].lowerBound * rows.count
  }

  func fill(_ index: Int, from gated: GatedRows) {
    // As rows against others: of a symmetric tile on the diagonal half need not be there.
    gated.fill(
      rows, against: gated, blocks[index], into: start(index), step: blocks[index].count)
  }

  /// Adds the transposed tile times this block's rows of B to the product's rows of the tile's columns.
  func addTransposed(
    _ index: Int, times b: Matrix<Double>, to result: TileBuffer<Double>
  ) {
    let (columns, width) = (blocks[index], b.columns)
    for inner in KernelProduct.parts(of: rows) {
      Double.gemm(
        transposeA: true, transposeB: false, columns.count, width, inner.count, alpha: 1,
        start(index) + (inner.lowerBound - rows.lowerBound) * columns.count, columns.count,
        b.buffer.start + inner.lowerBound * width, width, beta: 1,
        result.start + columns.lowerBound * width, width)
    }
  }

  /// Adds to a tile of the product of the block's rows, counted within it, with B.
  func add(
    _ tile: (rows: Range<Int>, columns: Range<Int>), times b: Matrix<Double>,
    to result: TileBuffer<Double>
  ) {
    let (top, left, width) = (tile.rows.lowerBound, tile.columns.lowerBound, b.columns)
    for index in 0...last {
      let columns = blocks[index]
      for inner in KernelProduct.parts(of: columns) {
        Double.gemm(
          transposeA: false, transposeB: false, tile.rows.count, tile.columns.count, inner.count,
          alpha: 1, start(index) + top * columns.count + inner.lowerBound - columns.lowerBound,
          columns.count, b.buffer.start + inner.lowerBound * width + left, width, beta: 1,
          result.start + (rows.lowerBound + top) * width + left, width)
      }
    }
  }
}
