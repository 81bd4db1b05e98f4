internal import Figures

/// Numbers as people read them: rounded, with no more digits than an interval supports.
enum Rounded {
  /// `value` with `digits` significant digits.
  static func text(_ value: Double, digits: Int) -> String {
    NumberText.significant(value, digits: digits)
  }

  /// `value` ± half the width, both to two digits of the half width; limits apart when lopsided.
  static func text(_ value: Double, low: Double, high: Double) -> String {
    guard value.isFinite, low.isFinite, high.isFinite else { return text(value, digits: 3) }
    let half = (high - low) / 2
    guard half > 0 else { return text(value, digits: 3) }
    let decimals = max(0, 1 - exponent(half))
    guard decimals <= 8 else {
      return Rounding([value], halves: [half]).text(value, low: low, high: high)
    }
    let skew = abs((high + low) / 2 - value)
    if skew > 0.1 * half {
      return
        "\(NumberText.fixed(value, decimals: decimals)) (\(NumberText.fixed(low, decimals: decimals)) to \(NumberText.fixed(high, decimals: decimals)))"
    }
    return
      "\(NumberText.fixed(value, decimals: decimals)) ± \(NumberText.fixed(half, decimals: decimals))"
  }

  /// The power of ten of the first digit.
  private static func exponent(_ value: Double) -> Int {
    var exponent = 0
    var rest = abs(value)
    while rest >= 10 {
      rest /= 10
      exponent += 1
    }
    while rest < 1 && exponent > -300 {
      rest *= 10
      exponent -= 1
    }
    return exponent
  }
}
