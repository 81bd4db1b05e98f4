internal import Numerics
internal import Pipeline

/// The result of `body`, whose numerical trouble becomes the stage's.
func computing<Value>(
  _ body: () throws(NumericsError) -> Value
) throws(StageError) -> Value {
  do throws(NumericsError) {
    return try body()
  } catch {
    throw error.stageError
  }
}

extension NumericsError {
  fileprivate var stageError: StageError {
    switch self {
    case .cancelled:
      .cancelled
    case .libraryUnavailable(let reason):
      .machine(
        cause: "OpenBLAS could not be loaded: \(reason)",
        remedy:
          "install it (Debian, Ubuntu: libopenblas0-pthread) or name the file in MALLEUS_OPENBLAS")
    case .notPositiveDefinite(let pivot, let value) where value.isFinite:
      .numerical(
        cause: "the kernel plus its ridge is not positive definite: pivot \(pivot) is \(value)",
        remedy: "use a larger ridge")
    case .notPositiveDefinite(let pivot, let value):
      .numerical(
        cause: "the kernel cannot be factorized: pivot \(pivot) is \(value)",
        remedy: "look for rows that are not finite")
    case .noEigenvalues(let size):
      .numerical(
        cause: "the eigenvalues of a \(size)×\(size) matrix did not converge",
        remedy: "look for rows that are not finite")
    }
  }
}
