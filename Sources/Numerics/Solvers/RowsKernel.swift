/// A kernel whose rows are made when they are needed: n·d numbers are held instead of n².
public struct RowsKernel: KernelOperator {
  public let diagonal: [Double]
  private let make: @Sendable ([Int], Cores) -> Matrix<Double>

  /// How many rows are made at once, and how many columns of them one product sums over.
  private static var height: Int { 512 }
  private static var depth: Int { 256 }

  /// A kernel of which `make` gives the chosen rows, |S|×n, always the same bits for the same choice.
  ///
  /// In other company a row may differ by rounding, far below what certificates allow for the kernel's own rounding.
  public init(
    diagonal: [Double], rows make: @escaping @Sendable ([Int], Cores) -> Matrix<Double>
  ) {
    self.diagonal = diagonal
    self.make = make
  }

  public var count: Int { diagonal.count }
  public var roundings: Double {
    Double(min(count, Self.depth) + Blocks(of: count, size: Self.depth).count)
  }

  public func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double> { make(chosen, cores) }

  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(columns.rows == count, "\(columns.rows) rows for a kernel of \(count)")
    let width = columns.columns
    let result = Matrix<Double>(rows: count, columns: width)
    let blocks = Blocks(of: count, size: Self.height)
    let inner = Blocks(of: count, size: Self.depth)
    for block in (0..<blocks.count).map({ blocks[$0] }) {
      if cores.isCancelled() { return result }
      let part = make(Array(block), cores)
      let target = result.buffer
      let tiling = Tiling(rows: block.count, columns: width)
      cores.forEach(width == 0 ? 0 : tiling.count) { index in
        let tile = tiling[index]
        let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
        for step in 0..<inner.count {
          let middle = inner[step].lowerBound
          Double.gemm(
            transposeA: false, transposeB: false, tile.rows.count, tile.columns.count,
            inner[step].count, alpha: 1, part.buffer.start + top * count + middle, count,
            columns.buffer.start + middle * width + left, width, beta: step == 0 ? 0 : 1,
            target.start + (block.lowerBound + top) * width + left, width)
        }
      }
    }
    return result
  }
}

extension RowsKernel {
  /// The empirical kernel among gated rows.
  public init(_ gated: GatedRows) {
    let diagonal = (0..<gated.size).map { row in
      let squares = gated.rows.withUnsafeRow(row) { $0.reduce(0) { $0 + $1 * $1 } }
      return squares * Double(gated.patterns.activeCount(row)) / Double(gated.patterns.columns)
    }
    self.init(diagonal: diagonal) { chosen, cores in
      let part = GatedRows(
        rows: gated.rows.gathered(rows: chosen), patterns: gated.patterns.gathered(rows: chosen))
      return GatedQueries(part, against: gated).block(0..<chosen.count, on: cores)
    }
  }
}
