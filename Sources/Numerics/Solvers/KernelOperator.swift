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

  /// A kernel; `matrix` must be symmetric and positive semidefinite.
  public init(_ matrix: Matrix<Double>) {
    precondition(matrix.rows == matrix.columns, "\(matrix.rows)×\(matrix.columns) is not square")
    self.matrix = matrix
  }

  public var count: Int { matrix.rows }
  public var diagonal: [Double] { (0..<count).map { matrix[$0, $0] } }
  public var roundings: Double { KernelProduct.roundings(columns: count) }

  public func rows(_ chosen: [Int], on cores: Cores) -> Matrix<Double> {
    matrix.gathered(rows: chosen)
  }

  public func times(_ columns: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(columns.rows == count, "\(columns.rows) rows for a kernel of \(count)")
    let result = TileBuffer<Double>(uninitialized: columns.count)
    KernelProduct.fill(result, with: matrix, times: columns, on: cores)
    return Matrix(rows: count, columns: columns.columns, buffer: result)
  }
}
