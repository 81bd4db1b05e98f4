internal import Foundation

/// The width that Theorem 4.7 asks for, up to its constant and with an error of 1.
enum TheoremWidth {
  /// κ⁶·n·log n.
  static func width(kappa: Double, rows n: Int) -> Double {
    let cube = kappa * kappa * kappa
    return cube * cube * Double(n) * log(Double(n))
  }
}
