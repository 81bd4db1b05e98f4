internal import COpenBLAS

/// The routines that are used in double precision alone, on row-major memory; L is lower triangular.
extension Double {
  /// On which side of a product a triangle stands.
  enum Side { case left, right }

  /// Solves op(L)·X = B or X·op(L) = B in place of B, m×n.
  static func trsm(
    _ side: Side, transpose: Bool, _ m: Int, _ n: Int, _ l: UnsafePointer<Double>, _ ldl: Int,
    _ b: UnsafeMutablePointer<Double>, _ ldb: Int
  ) {
    BLAS.require()
    malleus_dtrsm(side == .right, transpose, CInt(m), CInt(n), 1, l, CInt(ldl), b, CInt(ldb))
  }

  /// B ← alpha·L·B or alpha·B·L, with B m×n.
  static func trmm(
    _ side: Side, _ m: Int, _ n: Int, alpha: Double, _ l: UnsafePointer<Double>, _ ldl: Int,
    _ b: UnsafeMutablePointer<Double>, _ ldb: Int
  ) {
    BLAS.require()
    malleus_dtrmm(side == .right, false, CInt(m), CInt(n), alpha, l, CInt(ldl), b, CInt(ldb))
  }

  /// The Cholesky factor in place of the lower triangle of a, n×n; the failed pivot counted from 1, or 0.
  static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
    BLAS.require()
    return Int(malleus_dpotrf(CInt(n), a, CInt(n)))
  }

  /// L⁻¹ in place of L, n×n; the zero on the diagonal counted from 1, or 0.
  static func trtri(_ n: Int, _ l: UnsafeMutablePointer<Double>) -> Int {
    BLAS.require()
    return Int(malleus_dtrtri(CInt(n), l, CInt(n)))
  }

  /// The eigenvalues, ascending, of the lower triangle of a, n×n, whose rows become the eigenvectors if wanted;
  /// LAPACK's own status.
  static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Double>?, vectors: Bool, _ values: inout [Double]
  ) -> Int {
    BLAS.require()
    let n = CInt(n)
    var workSize = 0.0
    var integerSize: CInt = 0
    _ = malleus_dsyevd(vectors, n, a, n, &values, &workSize, -1, &integerSize, -1)
    var work = [Double](repeating: 0, count: max(1, Int(workSize)))
    var integers = [CInt](repeating: 0, count: max(1, Int(integerSize)))
    let status = malleus_dsyevd(
      vectors, n, a, n, &values, &work, CInt(work.count), &integers, CInt(integers.count))
    return Int(status)
  }
}
