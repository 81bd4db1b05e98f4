/// Summaries of samples.
///
/// Sums run in the given order.
public enum Statistics {
  /// The arithmetic mean, or nil for an empty sample.
  public static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The unbiased variance (divisor n − 1), in two passes; nil for fewer than two values.
  public static func variance(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The quantile at `probability` by linear interpolation (Hyndman and Fan, 1996, definition 7).
  ///
  /// The position (n − 1)·probability is taken as an integer when it is within 1e-9 of one, so that 0.9 of 41 values does
  /// not depend on how 0.9 is rounded. Nil for an empty sample, or one with something that is not a number.
  public static func quantile(_ values: [Double], _ probability: Double) -> Double? {
    values.contains(where: \.isNaN) ? nil : quantile(sorted: values.sorted(), probability)
  }

  /// The same for values already in ascending order.
  public static func quantile(sorted values: [Double], _ probability: Double) -> Double? {
    precondition((0...1).contains(probability), "a probability of \(probability)")
    guard !values.isEmpty else { return nil }
    var position = Double(values.count - 1) * probability
    if abs(position - position.rounded()) <= 1e-9 { position = position.rounded() }
    let below = Int(position.rounded(.down))
    let fraction = position - Double(below)
    guard fraction > 0 else { return values[below] }
    return values[below] + fraction * (values[below + 1] - values[below])
  }

  /// The ranks 1 … n, equal values sharing the mean of theirs.
  public static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count && values[order[last + 1]] == values[order[first]] { last += 1 }
      for position in first...last { ranks[order[position]] = Double(first + last) / 2 + 1 }
      first = last + 1
    }
    return ranks
  }

  /// The linear correlation, or nil where it is undefined: fewer than two pairs, one side constant, or squares too large.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) values beside \(y.count)")
    guard x.count > 1, let meanX = mean(x), let meanY = mean(y) else { return nil }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    guard isVarying(x), isVarying(y), xx > 0, yy > 0 else { return nil }
    let product = xx * yy
    let norm = product.isNormal ? product.squareRoot() : xx.squareRoot() * yy.squareRoot()
    guard norm.isFinite, xy.isFinite else { return nil }
    return max(-1, min(1, xy / norm))
  }

  /// The correlation of average ranks, which is right with ties; nil where it is undefined.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    guard !x.contains(where: \.isNaN), !y.contains(where: \.isNaN) else { return nil }
    return pearson(averageRanks(x), averageRanks(y))
  }

  /// A constant sample can have a tiny variance, because its mean is rounded.
  private static func isVarying(_ values: [Double]) -> Bool {
    values.contains { $0 != values[0] }
  }
}
