package import Numerics
package import Pipeline

extension StageError {
  /// What a stage says when a computation could not be done.
  package init(_ error: NumericsError) {
    switch error {
    case .libraryUnavailable(let reason):
      self = .machine(
        cause: "OpenBLAS could not be loaded: \(reason)",
        remedy: "install it, or name the file in MALLEUS_OPENBLAS")
    case .notPositiveDefinite(let pivot, let value):
      self = .numerical(
        cause: "the matrix is not positive definite: pivot \(pivot) is \(value)",
        remedy: "give a larger ridge")
    case .noEigenvalues(let size):
      self = .numerical(
        cause: "the eigenvalues of the \(size)×\(size) matrix did not converge",
        remedy: "look for elements that are not finite")
    case .diverged(let epoch):
      self = .numerical(
        cause: "in epoch \(epoch) the loss or the weights stopped being finite",
        remedy: "use a smaller learning-rate")
    case .cancelled:
      self = .cancelled
    }
  }
}
