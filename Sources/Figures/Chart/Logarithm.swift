// Only for linking: rounding a Double is a call into the C library on some processors.
#if canImport(Glibc)
  internal import Glibc
#endif

/// Logarithms and powers from IEEE arithmetic alone, so that a drawing has the same bytes
/// whatever the C library.
package enum Logarithm {
  private static let ln2 = 0.693147180559945309417232
  private static let ln10 = 2.302585092994045684017991

  /// ln x for finite x > 0: x = 2^e · m and ln m = 2 artanh((m − 1) / (m + 1)), m in [1, 2).
  ///
  /// The ratio is at most 1/3, so twenty odd terms leave an error below 10⁻¹⁶.
  package static func natural(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "The logarithm needs a finite number above zero.")
    let ratio = (x.significand - 1) / (x.significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 39, through: 1, by: -2) {
      sum = sum * square + 1 / Double(odd)
    }
    return Double(x.exponent) * ln2 + 2 * ratio * sum
  }

  /// log₁₀ x, exact to about 15 digits.
  package static func ten(_ x: Double) -> Double { natural(x) / ln10 }

  /// 10^exponent, rounded once.
  static func power(ten exponent: Int) -> Double { Double("1e\(exponent)") ?? .infinity }

  /// The largest k with 10^k ≤ x.
  package static func floorTen(_ x: Double) -> Int {
    var exponent = Int(ten(x).rounded(.down))
    while power(ten: exponent + 1) <= x { exponent += 1 }
    while power(ten: exponent) > x { exponent -= 1 }
    return exponent
  }
}
