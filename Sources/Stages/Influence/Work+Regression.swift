internal import Pipeline

/// What kernel ridge regression with n rows and t test rows takes.
extension Work {
  /// The factor of A = K + λI and its inverse, n³/3 each, which answer all that leaving rows out would change.
  static func regression(_ n: Int) -> Work { 2 * .factor(n) + .passes(2, over: 8 * n * n) }

  /// A⁻¹k_t of all test rows and the scores made of them: 2n²t, and a few passes over n×t.
  static func scores(_ n: Int, _ t: Int) -> Work {
    .product(t, n, n) + .passes(8, over: 8 * n * t)
  }

  /// The regression fitted again on n rows: their part of K, a factor and the answers.
  static func refit(_ n: Int, _ t: Int, outputs: Int) -> Work {
    .factor(n) + .passes(4, over: 8 * n * (n + t)) + .product(n + t, n, outputs)
  }

  /// The eigenvalues of the smaller Gram matrix of n rows of d columns.
  static func spectrum(_ n: Int, _ d: Int) -> Work {
    .gram(min(n, d), max(n, d)) + .eigenvalues(min(n, d))
  }

  /// What reading K itself takes: nothing beyond its bytes when it is dense, and its entries when it is factored.
  static func entries(of kernel: Shape) -> Work {
    let (n, t) = (kernel["rows"] ?? 0, kernel["queries"] ?? 0)
    guard kernel["dense"] == 0 else { return .passes(1, over: 8 * n * (n + t)) }
    let pairs = n / 2 + t
    return .product(n, kernel["columns"] ?? 0, pairs)
      + .passes(Double(kernel["units"] ?? 0) / 500 + 2, over: 8 * n * pairs)
  }
}

extension InputShapes {
  /// n and t of the kernel at `port`, and the work of reading it.
  func kernel(_ port: some InputPort) -> (n: Int, t: Int, entries: Work) {
    let shape = self[port] ?? [:]
    return (shape["rows"] ?? 0, shape["queries"] ?? 0, .entries(of: shape))
  }

  /// How many outputs a regression with the kernel at `port` has.
  func outputs(_ port: some InputPort) -> Int { Targets.outputs(classes: self[port, "classes"]) }
}
