/// A kernel whose rows are made when they are needed: n·d numbers are held instead of n².
public struct RowsKernel: KernelOperator {
  public let diagonal: [Double]
  private let make: @Sendable ([Int], Cores) -> Matrix<Double>

  /// How many rows are made at once.
  private static var height: Int { 512 }

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
  public var roundings: Double { KernelProduct.roundings(columns: count) }

  public func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double> { make(chosen, cores) }

  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(columns.rows == count, "\(columns.rows) rows for a kernel of \(count)")
    let result = Matrix<Double>(rows: count, columns: columns.columns)
    let blocks = Blocks(of: count, size: Self.height)
    for block in (0..<blocks.count).map({ blocks[$0] }) {
      if cores.isCancelled() { return result }
      KernelProduct.fill(
        result.buffer, from: block.lowerBound, with: make(Array(block), cores), times: columns,
        on: cores)
    }
    return result
  }
}

extension RowsKernel {
  /// The empirical kernel among gated rows.
  public init(_ gated: GatedRows) {
    self.init(diagonal: gated.diagonal) { chosen, cores in
      let part = GatedRows(
        rows: gated.rows.gathered(rows: chosen), patterns: gated.patterns.gathered(rows: chosen))
      return GatedQueries(part, against: gated).block(0..<chosen.count, on: cores)
    }
  }
}
