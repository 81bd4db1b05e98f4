/// The straight line y = intercept + slope·x of least squares, with the uncertainty of its slope.
public struct LinearFit: Sendable, Equatable {
  /// The change of y per unit of x.
  public let slope: Double
  /// y at x = 0.
  public let intercept: Double
  /// The share of the variance of y that the line explains; nil where y is constant.
  public let explained: Double?
  /// The standard error of the slope; nil for fewer than three points.
  public let slopeError: Double?
  /// The number of points.
  public let count: Int

  /// The fit, or nil for fewer than two points or a constant x.
  public init?(_ x: [Double], _ y: [Double]) {
    precondition(x.count == y.count, "\(x.count) values beside \(y.count)")
    guard let first = x.first, x.contains(where: { $0 != first }), let meanX = Statistics.mean(x),
      let meanY = Statistics.mean(y)
    else { return nil }
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      xy += (a - meanX) * (b - meanY)
      yy += (b - meanY) * (b - meanY)
    }
    let slope = xy / xx
    let intercept = meanY - slope * meanX
    let residual = zip(x, y).reduce(0) {
      let error = $1.1 - intercept - slope * $1.0
      return $0 + error * error
    }
    self.slope = slope
    self.intercept = intercept
    explained = yy > 0 ? 1 - residual / yy : nil
    slopeError = x.count > 2 ? (residual / Double(x.count - 2) / xx).squareRoot() : nil
    count = x.count
  }

  /// The slope with its confidence limits, slope ± t·s with n − 2 degrees of freedom; nil for fewer than three points.
  public func interval(level: Double = 0.95) -> Interval? {
    guard let slopeError else { return nil }
    let t = StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(count - 2))
    return Interval(
      estimate: slope, low: slope - t * slopeError, high: slope + t * slopeError)
  }
}
