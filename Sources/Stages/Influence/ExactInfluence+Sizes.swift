internal import Numerics
public import Pipeline

extension ExactInfluence {
  public func shape(_ inputs: InputShapes) -> Shape? {
    [
      "rows": scoredRows(inputs), "queries": inputs[Self.kernel, "queries"],
      "classes": inputs[Self.kernel, "classes"],
    ]
  }

  /// How many rows have scores: a sample, where it was asked for.
  private func scoredRows(_ inputs: InputShapes) -> Int {
    let n = inputs[Self.kernel, "rows"]
    return context == .full && sample > 0 ? min(sample, n) : n
  }

  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    let whole = entries + .regression(n) + .scores(n, t)
    if context == .full {
      let attends = inputs[Self.data, "attention"] > 0
      return attends ? whole + fullContextWork(inputs) : whole
    }
    if solver != .exact { return entries + approximateWork(n, t) }
    return whole + offsetWork(inputs)
  }

  /// For each row left out features that are corrected, a kernel and a factor.
  private func fullContextWork(_ inputs: InputShapes) -> Work {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    let d = inputs[Self.data, "columns"]
    let kernel =
      Work.gram(n, d) + .product(n, d, t) + .passes(16, over: 8 * n * (n / 2 + t))
      + .product(n + t, d, inputs[Self.network, "width"])
    let features = Work.passes(12, over: 8 * (n + t) * d)
    return scoredRows(inputs) * (kernel + features + .refit(n, t, outputs: 10))
  }

  /// Pivots and a solution of a low rank; for conjugate gradients some forty products with K for each right-hand side.
  ///
  /// Leave-one-out has a right-hand side for each row, or for each probe. How many products it takes depends on the
  /// kernel's spectrum.
  private func approximateWork(_ n: Int, _ t: Int) -> Work {
    let rank = min(n, approximation.rank)
    let lowRank = 3 * .product(n, rank, rank) + .product(n, rank, t)
    guard solver != .nystrom else { return 2 * lowRank }
    var sides = t
    if kind == .leaveOneOut { sides += solver == .cg ? n : min(n, approximation.probes) }
    return lowRank + 40 * (.product(n, n, sides) + 2 * .product(n, rank, sides))
  }

  /// The network's answers, where the regression starts from them.
  private func offsetWork(_ inputs: InputShapes) -> Work {
    guard offset != .none else { return Work() }
    let rows = inputs[Self.data, "rows"] + inputs[Self.queries, "rows"]
    return 2 * .product(rows, inputs[Self.data, "columns"], inputs[Self.network, "width"])
  }
}
