internal import COpenBLAS

/// The two element types that BLAS computes with.
public protocol RealScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The routines that exist once per precision.
  static var routines: ScalarRoutines<Self> { get }
}

/// One of the two element types, as a value.
public enum RealPrecision: Sendable { case single, double }

extension Double: RealScalar {
  /// The routines in double precision.
  public static let routines = ScalarRoutines<Double>(
    gemm: malleus_dgemm, syrk: malleus_dsyrk, gemv: malleus_dgemv)
}

extension Float: RealScalar {
  /// The routines in single precision.
  public static let routines = ScalarRoutines<Float>(
    gemm: malleus_sgemm, syrk: malleus_ssyrk, gemv: malleus_sgemv)
}

/// The C routines that both precisions have, each running on the calling thread alone.
public struct ScalarRoutines<Scalar: RealScalar>: Sendable {
  typealias Gemm =
    @Sendable (
      Bool, Bool, CInt, CInt, CInt, Scalar, UnsafePointer<Scalar>?, CInt, UnsafePointer<Scalar>?,
      CInt, Scalar, UnsafeMutablePointer<Scalar>?, CInt
    ) -> Void
  typealias Syrk =
    @Sendable (
      Bool, CInt, CInt, Scalar, UnsafePointer<Scalar>?, CInt, Scalar, UnsafeMutablePointer<Scalar>?,
      CInt
    ) -> Void
  typealias Gemv =
    @Sendable (
      Bool, CInt, CInt, Scalar, UnsafePointer<Scalar>?, CInt, UnsafePointer<Scalar>?, CInt, Scalar,
      UnsafeMutablePointer<Scalar>?, CInt
    ) -> Void

  let gemm: Gemm
  let syrk: Syrk
  let gemv: Gemv

  init(gemm: @escaping Gemm, syrk: @escaping Syrk, gemv: @escaping Gemv) {
    BLAS.require()
    (self.gemm, self.syrk, self.gemv) = (gemm, syrk, gemv)
  }
}

extension RealScalar {
  /// c ← alpha·op(a)·op(b) + beta·c, row-major, with c m×n and k the inner length.
  static func gemm(
    transposeA: Bool, transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, alpha: Self,
    _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafePointer<Self>, _ ldb: Int, beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int
  ) {
    routines.gemm(
      transposeA, transposeB, CInt(m), CInt(n), CInt(k), alpha, a, CInt(lda), b, CInt(ldb), beta, c,
      CInt(ldc))
  }

  /// The lower triangle of c ← alpha·a·aᵀ + beta·c (alpha·aᵀ·a when transposed), with c n×n.
  static func syrk(
    transpose: Bool, _ n: Int, _ k: Int, alpha: Self, _ a: UnsafePointer<Self>, _ lda: Int,
    beta: Self, _ c: UnsafeMutablePointer<Self>, _ ldc: Int
  ) {
    routines.syrk(transpose, CInt(n), CInt(k), alpha, a, CInt(lda), beta, c, CInt(ldc))
  }

  /// y ← alpha·op(a)·x + beta·y, with a m×n before op.
  static func gemv(
    transpose: Bool, _ m: Int, _ n: Int, alpha: Self, _ a: UnsafePointer<Self>, _ lda: Int,
    _ x: UnsafePointer<Self>, _ stepX: Int, beta: Self, _ y: UnsafeMutablePointer<Self>,
    _ stepY: Int
  ) {
    routines.gemv(
      transpose, CInt(m), CInt(n), alpha, a, CInt(lda), x, CInt(stepX), beta, y, CInt(stepY))
  }
}
