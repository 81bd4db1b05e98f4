/// Eigenvalues and, if asked for, eigenvectors of a symmetric matrix.
public struct SymmetricEigen: Sendable {
  /// Largest first.
  public let values: [Double]
  /// Row i is the eigenvector of `values[i]`, of unit length; no rows when not asked for.
  public let vectors: Matrix<Double>

  /// Divide and conquer (LAPACK's `dsyevd`) on one thread, in the memory of the matrix when that is consumed; only its
  /// lower triangle is read.
  public init(
    _ matrix: consuming Matrix<Double>, vectors wanted: Bool = true
  ) throws(NumericsError) {
    precondition(matrix.rows == matrix.columns, "\(matrix.rows)×\(matrix.columns) is not square")
    let size = matrix.rows
    var ascending = [Double](repeating: 0, count: size)
    let status =
      size == 0
      ? 0
      : matrix.withUnsafeMutableBufferPointer { elements in
        Double.syevd(size, elements.baseAddress, vectors: wanted, &ascending)
      }
    guard status == 0, ascending.allSatisfy(\.isFinite) else { throw .noEigenvalues(size: size) }
    values = ascending.reversed()
    vectors =
      wanted
      ? matrix.gathered(rows: (0..<size).reversed()) : Matrix(rows: 0, columns: size)
  }

  /// The eigenvectors of the `count` largest eigenvalues, as rows.
  public func leadingVectors(_ count: Int) -> Matrix<Double> {
    precondition(count >= 0 && count <= vectors.rows, "\(count) of \(vectors.rows) eigenvectors")
    return vectors.gathered(rows: Array(0..<count))
  }
}
