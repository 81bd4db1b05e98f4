/// A symmetric positive semidefinite kernel K that can be multiplied, whether or not its n×n numbers are held.
///
/// Every product must give the same bits whenever it is asked for, on however many threads.
public protocol KernelOperator: Sendable {
  /// The number of rows n.
  var count: Int { get }
  /// K_ii; n.
  var diagonal: [Double] { get }
  /// How many roundings an element of `times` goes through at most: what a certified residual allows for.
  var roundings: Double { get }
  /// Some rows of K, |S|×n.
  func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double>
  /// K·B for B n×r.
  func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double>
}

extension KernelOperator {
  /// tr(K), which bounds ‖K‖₂ and ‖K‖_F.
  public var trace: Double { diagonal.reduce(0, +) }
}

/// A kernel whose numbers are held.
public struct DenseKernel: KernelOperator {
  /// K, n×n.
  public let matrix: Matrix<Double>

  /// The columns of K that one product sums over; sums of sums have few roundings each.
  private static var depth: Int { 256 }

  /// A kernel; `matrix` must be symmetric and positive semidefinite.
  public init(_ matrix: Matrix<Double>) {
    precondition(matrix.rows == matrix.columns, "\(matrix.rows)×\(matrix.columns) is not square")
    self.matrix = matrix
  }

  public var count: Int { matrix.rows }
  public var diagonal: [Double] { (0..<count).map { matrix[$0, $0] } }
  public var roundings: Double {
    Double(min(count, Self.depth) + Blocks(of: count, size: Self.depth).count)
  }

  public func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double> {
    matrix.gathered(rows: chosen)
  }

  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(columns.rows == count, "\(columns.rows) rows for a kernel of \(count)")
    let width = columns.columns
    let result = TileBuffer<Double>(uninitialized: count * width)
    guard count > 0, width > 0 else { return Matrix(rows: count, columns: width, buffer: result) }
    BLAS.require()
    let tiling = Tiling(rows: count, columns: width)
    let inner = Blocks(of: count, size: Self.depth)
    cores.forEach(tiling.count) { index in
      let tile = tiling[index]
      let (top, left) = (tile.rows.lowerBound, tile.columns.lowerBound)
      for step in 0..<inner.count {
        let middle = inner[step].lowerBound
        Double.gemm(
          transposeA: false, transposeB: false, tile.rows.count, tile.columns.count,
          inner[step].count, alpha: 1, matrix.buffer.start + top * count + middle, count,
          columns.buffer.start + middle * width + left, width, beta: step == 0 ? 0 : 1,
          result.start + top * width + left, width)
      }
    }
    return Matrix(rows: count, columns: width, buffer: result)
  }
}
