import Numerics
import Testing

@Suite struct `Numerical errors` {
  static let wording: [(NumericsError, String)] = [
    (
      .libraryUnavailable(reason: "libopenblas.so: no such file"),
      "OpenBLAS could not be loaded: libopenblas.so: no such file. Install it (Debian, Ubuntu: "
        + "libopenblas0-pthread) or name the file in MALLEUS_OPENBLAS."
    ),
    (
      .notPositiveDefinite(pivot: 3, value: -0.5),
      "The matrix is not positive definite: pivot 3 is -0.5. A larger ridge makes it so; a ridge "
        + "below the rounding error of the kernel cannot."
    ),
    (
      .notPositiveDefinite(pivot: 0, value: .nan),
      "The matrix cannot be factorized: pivot 0 is nan. Look for rows that are not finite."
    ),
    (
      .noEigenvalues(size: 7),
      "The eigenvalues of the 7×7 matrix did not converge. Look for elements that are not finite."
    ),
    (
      .diverged(epoch: 2),
      "Training ran away: in epoch 2 the loss or the weights stopped being finite. "
        + "A smaller learning rate prevents it."
    ),
    (.cancelled, "The computation was stopped."),
  ]

  @Test(arguments: wording)
  func `name what happened and the remedy`(entry: (error: NumericsError, text: String)) {
    #expect(entry.error.description == entry.text)
  }
}
