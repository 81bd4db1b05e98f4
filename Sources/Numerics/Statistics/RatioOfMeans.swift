/// The ratio of the means of paired values, with Fieller's interval (Fieller, 1954).
///
/// For a true ratio ρ the differences x − ρy of n pairs have mean 0, so ρ is kept when Student's test does not refuse that:
/// (x̄ − ρȳ)² ≤ t²·(sₓₓ − 2ρsₓᵧ + ρ²sᵧᵧ)/n, with t at n − 1 degrees of freedom and s the sample (co)variances. This is a quadratic
/// in ρ. Its solutions form an interval exactly when ȳ² > t²sᵧᵧ/n, that is when ȳ can be told from 0; otherwise they are unbounded and
/// there is no interval. Exact for pairs that are jointly normal.
public struct RatioOfMeans: Sendable, Equatable {
  /// x̄/ȳ.
  public let ratio: Double
  /// The lower limit; nil where there is no interval.
  public private(set) var low: Double?
  /// The upper limit; nil where there is no interval.
  public private(set) var high: Double?

  /// The ratio of the mean of `x` to that of `y`; nil where the latter is 0 or there are no pairs.
  public init?(_ x: [Double], over y: [Double], level: Double = 0.95) {
    precondition(x.count == y.count, "\(x.count) values over \(y.count)")
    guard let top = Statistics.mean(x), let bottom = Statistics.mean(y), bottom != 0 else {
      return nil
    }
    ratio = top / bottom
    let n = Double(x.count)
    guard x.count > 1, let xx = Statistics.variance(x), let yy = Statistics.variance(y) else {
      return
    }
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - top) * ($1.1 - bottom) } / (n - 1)
    let t = StudentT.quantile((1 + level) / 2, degreesOfFreedom: n - 1)
    let share = t * t / n
    let (a, b, c) = (
      bottom * bottom - share * yy, top * bottom - share * xy, top * top - share * xx
    )
    guard a > 0 else { return }
    // The ratio itself solves the inequality, so the root is real but for rounding.
    let root = max(0, b * b - a * c).squareRoot()
    (low, high) = ((b - root) / a, (b + root) / a)
  }
}
