internal import Numerics
public import Pipeline

extension KernelInfluence {
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
    if solver != .exact { return approximateWork(n, t, entries) }
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
    return scoredRows(inputs)
      * (kernel + features + .refit(n, t, outputs: inputs.outputs(Self.kernel)))
  }

  /// Pivots and a solution of a low rank, and products with K, for which a factored kernel is made anew each time: one for each
  /// look at the certificate, or as many as conjugate gradients take steps.
  ///
  /// Leave-one-out has a right-hand side for each row, 256 at a time, or for each probe, of which few are needed as a rule. How many
  /// steps it takes depends on the spectrum: a handful where the ridge grows with the rows, some forty at one that does not.
  private func approximateWork(_ n: Int, _ t: Int, _ entries: Work) -> Work {
    let rank = min(n, approximation.rank)
    let lowRank = 3 * .product(n, rank, rank) + .product(n, rank, t)
    if solver == .nystrom {
      return 2 * lowRank
        + ApproximationLimits.looks(upTo: rank) * (entries + .product(n, n, t))
    }
    var (sides, blocks) = (t, 1)
    if kind == .leaveOneOut {
      sides += solver == .cg ? n : min(n, approximation.probes, 128)
      blocks += solver == .cg ? n / 256 : 1
    }
    let steps = ridgeRule == .absolute ? 40 : 4
    return lowRank + steps
      * (.product(n, n, sides) + 2 * .product(n, rank, sides) + blocks * entries)
  }

  /// The network's answers, where the regression starts from them.
  private func offsetWork(_ inputs: InputShapes) -> Work {
    guard offset != .none else { return Work() }
    let rows = inputs[Self.data, "rows"] + inputs[Self.queries, "rows"]
    return 2 * .product(rows, inputs[Self.data, "columns"], inputs[Self.network, "width"])
  }
}
