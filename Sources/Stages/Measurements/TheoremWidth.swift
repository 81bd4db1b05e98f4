internal import Foundation

/// The width that Theorem 4.7 asks for, up to its constant and with an error of 1.
enum TheoremWidth {
  /// κ⁶·n·log n.
  static func width(kappa: Double, rows n: Int) -> Double {
    sixthPower(kappa) * Double(n) * log(Double(n))
  }

  /// κ⁶.
  static func sixthPower(_ kappa: Double) -> Double {
    let cube = kappa * kappa * kappa
    return cube * cube
  }
}
