/// Maps values to places along an axis.
package struct Scale: Equatable, Sendable {
  /// Equal steps add (linear) or multiply (logarithmic).
  package enum Kind: Equatable, Sendable, CaseIterable {
    case linear, log10, log2
  }

  let kind: Kind
  let domain: ClosedRange<Double>
  /// The places of the two ends of the domain; the second may lie before the first.
  let start: Double
  let end: Double

  init(_ kind: Kind, domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.kind = kind
    self.domain = domain
    self.start = start
    self.end = end
  }

  /// The place of a value, none where the scale has none for it.
  func place(of value: Double) -> Double? {
    guard Self.accepts(value, kind) else { return nil }
    let low = Self.measure(domain.lowerBound, kind)
    let high = Self.measure(domain.upperBound, kind)
    let fraction = high > low ? (Self.measure(value, kind) - low) / (high - low) : 0.5
    return start + fraction * (end - start)
  }

  /// The place of a value pulled to the nearest end of the axis when it lies outside.
  func clampedPlace(of value: Double) -> Double {
    place(of: min(max(value, domain.lowerBound), domain.upperBound)) ?? start
  }

  /// Whether a scale of this kind can show the value at all.
  ///
  /// Magnitudes near the limits of the number format are left out, since axes reach a little
  /// further than their values.
  static func accepts(_ value: Double, _ kind: Kind) -> Bool {
    value.magnitude <= 1e300 && (kind == .linear || value >= 1e-300)
  }

  private static func measure(_ value: Double, _ kind: Kind) -> Double {
    kind == .linear ? value : Logarithm.natural(value)
  }
}
