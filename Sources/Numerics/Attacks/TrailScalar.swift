internal import CKernels

/// The element types in which gradients are carried along a path.
package protocol TrailScalar: RealScalar {
  /// The loops that add up rows of a matrix.
  static var rowLoops: RowLoops<Self> { get }
  /// Below this share of the length² that a map could make of a row, too few digits of it are left.
  static var leastShare: Double { get }
  /// Below this share of a gradient that is left beside what scaling takes off, too few of its digits are.
  static var leastRest: Double { get }
}

extension Double: TrailScalar {
  package static let rowLoops = RowLoops<Double>(
    pack: malleus_pack_strips_f64, add: malleus_add_rows_f64)
  package static var leastShare: Double { 1e-5 }
  package static var leastRest: Double { 1e-12 }
}

extension Float: TrailScalar {
  package static let rowLoops = RowLoops<Float>(
    pack: malleus_pack_strips_f32, add: malleus_add_rows_f32)
  package static var leastShare: Double { 1e-3 }
  package static var leastRest: Double { 1e-5 }
}

/// The C loops over rows of a matrix, as `malleus_rows.h` has them.
package struct RowLoops<Scalar: RealScalar>: Sendable {
  typealias Pack =
    @Sendable (UnsafePointer<Scalar>?, CInt, CInt, UnsafeMutablePointer<Scalar>?) -> Void
  typealias Add =
    @Sendable (
      malleus_kernel, UnsafePointer<Scalar>?, CInt, CInt, CInt, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?
    ) -> Void

  let pack: Pack
  let add: Add
}
