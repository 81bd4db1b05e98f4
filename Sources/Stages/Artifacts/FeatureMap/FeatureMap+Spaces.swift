public import Numerics

extension FeatureMap {
  /// The constants that pixels are standardised with, per column, when that is the first step.
  public var standardization: (mean: [Double], deviation: [Double])? {
    guard case .standardize(let mean, let deviation)? = steps.first else { return nil }
    let width = columns / mean.count
    func spread(_ values: [Double]) -> [Double] {
      values.flatMap { [Double](repeating: $0, count: width) }
    }
    return (spread(mean), spread(deviation))
  }

  /// How many steps lead to the first rows of unit length, before any attention; `nil` when the
  /// rows are not scaled there.
  public var stepsToUnitRows: Int? {
    for (index, step) in steps.enumerated() {
      switch step {
      case .standardize, .center: continue
      case .unitRows: return index + 1
      case .linear, .attention, .softmaxAttention: return nil
      }
    }
    return nil
  }

  /// The pixels whose first `count` steps, all of them standardising, centring or scaling to unit
  /// length, give `rows`; `norms` are the lengths that the scaling took away.
  public func pixels(
    from rows: Matrix<Double>, before count: Int, norms: [Double]
  ) -> Matrix<Double> {
    steps.prefix(count).reversed().reduce(rows) { rows, step in
      switch step {
      case .unitRows: rows.scalingRows(by: norms)
      case .center(let vector): FeatureStep.center(vector.map { -$0 }).apply(rows)
      case .standardize(let mean, let deviation):
        FeatureStep.standardize(
          mean: zip(mean, deviation).map { -$0 / $1 }, deviation: deviation.map { 1 / $0 }
        ).apply(rows)
      case .linear, .attention, .softmaxAttention:
        preconditionFailure("attention cannot be undone")
      }
    }
  }

  /// The lengths of the rows that the step after the first `count` scales to unit length.
  public func norms(of pixels: Matrix<Double>, after count: Int, on cores: Cores) -> [Double] {
    let rows = prefix(count).apply(pixels, on: cores)
    return (0..<rows.rows).map { index in rows.withUnsafeRow(index) { $0.norm } }
  }
}

extension Matrix<Double> {
  fileprivate func scalingRows(by factors: [Double]) -> Self {
    var index = 0
    return mappingRows { row in
      defer { index += 1 }
      for column in row.indices { row[column] *= factors[index] }
    }
  }
}
