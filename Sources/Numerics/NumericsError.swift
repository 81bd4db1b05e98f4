/// What can go wrong in a computation that was asked for rightly.
public enum NumericsError: Error, Equatable, CustomStringConvertible {
  /// OpenBLAS could not be loaded, in the loader's words.
  case libraryUnavailable(reason: String)
  /// A matrix to be factorized is not positive definite: elimination met `value` on the diagonal of row `pivot`.
  case notPositiveDefinite(pivot: Int, value: Double)
  /// The eigenvalues of a matrix of this size did not converge, or it holds something that is not a number.
  case noEigenvalues(size: Int)
  /// Training ran away: after this epoch the loss or the weights are no longer finite.
  case diverged(epoch: Int)
  /// The computation was stopped before its end.
  case cancelled

  /// The one place where this is worded.
  public var description: String {
    switch self {
    case .libraryUnavailable(let reason):
      "OpenBLAS could not be loaded: \(reason). Install it (Debian, Ubuntu: libopenblas0-pthread) "
        + "or name the file in MALLEUS_OPENBLAS."
    case .notPositiveDefinite(let pivot, let value) where value.isFinite:
      "The matrix is not positive definite: pivot \(pivot) is \(value). A larger ridge makes it so; "
        + "a ridge below the rounding error of the kernel cannot."
    case .notPositiveDefinite(let pivot, let value):
      "The matrix cannot be factorized: pivot \(pivot) is \(value). Look for rows that are not finite."
    case .noEigenvalues(let size):
      "The eigenvalues of the \(size)×\(size) matrix did not converge. Look for elements that are not finite."
    case .diverged(let epoch):
      "Training ran away: in epoch \(epoch) the loss or the weights stopped being finite. "
        + "A smaller learning rate prevents it."
    case .cancelled:
      "The computation was stopped."
    }
  }
}

extension Cores {
  /// Throws once the work has been cancelled, as what was computed since may be unfinished.
  public func checkCancellation() throws(NumericsError) {
    if isCancelled() { throw .cancelled }
  }
}
