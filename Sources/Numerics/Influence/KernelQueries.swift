/// The kernel between t queries and n training rows, block of queries by block: held whole, or computed on demand.
public protocol KernelQueries: Sendable {
  /// The number of queries t.
  var count: Int { get }
  /// The number of training rows n.
  var size: Int { get }
  /// The kernel rows of some queries, |rows|×n.
  func block(_ rows: Range<Int>, on cores: Cores) -> Matrix<Double>
}

/// A kernel that is held whole, t×n.
public struct DenseQueries: KernelQueries {
  /// t×n.
  public let matrix: Matrix<Double>

  /// The kernel of all queries.
  public init(_ matrix: Matrix<Double>) { self.matrix = matrix }

  public var count: Int { matrix.rows }
  public var size: Int { matrix.columns }

  public func block(_ rows: Range<Int>, on cores: Cores) -> Matrix<Double> {
    rows == 0..<count ? matrix : matrix.gathered(rows: Array(rows))
  }
}
