internal import Figures

/// How numbers of one quantity are written side by side: with the same digits behind the point and,
/// where they are very small or large, the same power of ten.
struct Rounding {
  private let exponent: Int
  private let decimals: Int

  /// Two digits of the larger half-widths; without intervals, what the numbers themselves deserve.
  init(_ values: [Double], halves: [Double]) {
    let plain = halves.isEmpty ? Digits.shared(values) : Digits.significant(2, of: halves)
    let size = Digits.exponent(of: values) ?? 0
    guard plain > 5 || size >= 7 else {
      exponent = 0
      decimals = plain
      return
    }
    exponent = size
    let factor = Self.power(-size)
    decimals = halves.isEmpty ? 2 : min(4, Digits.significant(2, of: halves.map { $0 * factor }))
  }

  /// `0.42`, or with three digits of its own what would vanish among larger numbers or drown smaller ones.
  func text(_ value: Double) -> String {
    guard value.isFinite else { return NumberText.fixed(value, decimals: decimals) }
    return isLost(value) || isBeyond(value)
      ? NumberText.significant(value, digits: 3) : scaled(fixed(value, decimals), isSum: false)
  }

  /// `0.42 ± 0.03`, or `0.42 [0.40, 0.47]` when the value is not in the middle.
  func text(_ value: Double, low: Double, high: Double) -> String {
    let half = (high - low) / 2
    guard value.isFinite, half.isFinite, half >= 0 else { return text(value) }
    let own = Digits.significant(1, of: [half * Self.power(-exponent)])
    let digits = isLost(half) ? max(decimals, own) : decimals
    let skew = ((low + high) / 2 - value).magnitude
    let number = fixed(value, digits)
    return skew > max(0.1 * half, Self.power(exponent - digits))
      ? scaled("\(number) [\(fixed(low, digits)), \(fixed(high, digits))]", isSum: true)
      : scaled("\(number) ± \(fixed(half, digits))", isSum: true)
  }

  /// Whether nothing would be left of a value but zeros.
  private func isLost(_ value: Double) -> Bool {
    value != 0 && value.magnitude < Self.power(exponent - decimals) / 2
  }

  /// Whether a value is so much larger than the others that its digits would run on.
  private func isBeyond(_ value: Double) -> Bool { value.magnitude >= Self.power(exponent + 9) }

  private func fixed(_ value: Double, _ decimals: Int) -> String {
    NumberText.fixed(value * Self.power(-exponent), decimals: decimals)
  }

  private func scaled(_ text: String, isSum: Bool) -> String {
    guard exponent != 0 else { return text }
    return (isSum ? "(\(text))" : text) + "×10" + NumberText.superscript(exponent)
  }

  private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }
}
