internal import Pipeline

extension AttentionRecipe {
  /// What making the steps from n context rows of d columns takes.
  func work(context n: Int, columns d: Int) -> Work {
    let side = min(n, d)
    let truncating: Work =
      rank > 0 && rank < side
      ? .eigenvalues(side, vectors: true) + .product(rank, side, max(n, d)) : Work()
    let drawing: Work =
      projectionSeed == nil ? Work() : 3 * (.product(side, d, d) + .passes(30, over: 8 * d * d))
    let again = stack == .restacked ? layers - 1 : 0
    let stacking: Work = d < n ? 2 * .product(d, d, d) : 2 * .product(n, d, n)
    let gram: Work = d < n ? .product(d, n, d) : Work()
    return gram + layers * (truncating + drawing) + again * stacking
  }

  /// What mapping m rows by them takes, with their lengths and what is stored of them.
  static func work(layers: Int, rows m: Int, context n: Int, columns d: Int) -> Work {
    let mapping: Work = d < n ? .product(m, d, d) : 2 * .product(m, d, n)
    let storing = Work.passes(16, over: 8 * m * d) + .passes(8, over: 8 * layers * d * min(d, n))
    return layers * mapping + storing
  }
}
