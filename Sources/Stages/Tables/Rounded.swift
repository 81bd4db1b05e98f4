/// Numbers as people read them: rounded, with no more digits than an interval supports.
enum Rounded {
  /// `value` with `digits` significant digits.
  static func text(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.description }
    guard value != 0 else { return "0" }
    return fixed(value, decimals: max(0, digits - 1 - exponent(value)))
  }

  /// `value` ± half the width, both to two digits of the half width; limits apart when lopsided.
  static func text(_ value: Double, low: Double, high: Double) -> String {
    guard value.isFinite, low.isFinite, high.isFinite else { return text(value, digits: 3) }
    let half = (high - low) / 2
    guard half > 0 else { return text(value, digits: 3) }
    let decimals = min(12, max(0, 1 - exponent(half)))
    let skew = abs((high + low) / 2 - value)
    if skew > 0.1 * half {
      return
        "\(fixed(value, decimals: decimals)) (\(fixed(low, decimals: decimals)) to \(fixed(high, decimals: decimals)))"
    }
    return "\(fixed(value, decimals: decimals)) ± \(fixed(half, decimals: decimals))"
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

  /// `value` with a fixed number of decimals, halves away from zero.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard abs(value) < 1e15, decimals <= 15 else { return value.description }
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (value.magnitude * power).rounded()
    guard scaled < 9e15 else { return value.description }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    let fraction = padded.suffix(decimals)
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return sign + whole + (decimals > 0 ? "." + fraction : "")
  }
}
