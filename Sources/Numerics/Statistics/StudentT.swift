#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Student's t distribution.
package enum StudentT {
  /// The t with P(T ≤ t) = `probability`, to about 1e-12 relative, by bisection on the distribution function.
  package static func quantile(_ probability: Double, degreesOfFreedom nu: Double) -> Double {
    precondition(probability > 0 && probability < 1 && nu > 0, "outside the distribution")
    guard probability != 0.5 else { return 0 }
    let tail = min(probability, 1 - probability)
    var (low, high) = (0.0, 1.0)
    while upperTail(high, nu) > tail { high *= 2 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if upperTail(middle, nu) > tail { low = middle } else { high = middle }
    }
    return probability > 0.5 ? high : -high
  }

  /// P(T > t) for t ≥ 0, which is ½ I_x(ν/2, ½) at x = ν/(ν + t²).
  package static func upperTail(_ t: Double, _ nu: Double) -> Double {
    0.5 * incompleteBeta(nu / (nu + t * t), nu / 2, 0.5)
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) on the side where that
  /// converges quickly.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return x < (a + 1) / (a + b + 2)
      ? front * continuedFraction(x, a, b) / a
      : 1 - front * continuedFraction(1 - x, b, a) / b
  }

  /// Evaluated from the front (Lentz, 1976).
  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func apart(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / apart(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...500 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / apart(1 + even * d)
      c = apart(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / apart(1 + odd * d)
      c = apart(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return result
  }
}
