/// A place on an axis that carries a line, and a label unless it is minor.
package struct Tick: Equatable, Sendable {
  package var value: Double
  package var label: String
}

/// Chooses round values along an axis.
package enum Ticks {
  /// Labelled values for a domain, at most about `count` of them, in rising order.
  package static func over(_ domain: ClosedRange<Double>, kind: Scale.Kind, count: Int) -> [Tick] {
    switch kind {
    case .linear: linear(domain, count: count)
    case .log10: logarithmic(domain, count: count)
    case .log2: binary(domain, count: count)
    }
  }

  /// The smallest of 1, 2, 2.5, 5 × 10^k that divides the domain into at most `count` steps.
  static func step(over domain: ClosedRange<Double>, count: Int) -> Double {
    let raw = (domain.upperBound - domain.lowerBound) / Double(max(1, count))
    guard raw.isFinite, raw >= .leastNormalMagnitude else { return 0 }
    let exponent = Logarithm.floorTen(raw)
    let power = Logarithm.power(ten: exponent)
    let factor = [1, 2, 2.5, 5, 10].first { $0 * power >= raw * (1 - 1e-9) } ?? 10
    // Written out and read back, 3 × 0.1 is 0.3 and its digits can be counted.
    return Double("\(factor)e\(exponent)") ?? factor * power
  }

  private static func linear(_ domain: ClosedRange<Double>, count: Int) -> [Tick] {
    let step = step(over: domain, count: count)
    guard step > 0 else { return [Tick(value: domain.lowerBound, label: label(domain.lowerBound))] }
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    let decimals = DecimalDigits(step).decimals
    let largest = max(domain.lowerBound.magnitude, domain.upperBound.magnitude)
    let isPlain = decimals <= 5 && largest < 1e7
    return stride(from: first, through: last, by: 1).map { multiple in
      let value = multiple == 0 ? 0 : multiple * step
      return Tick(
        value: value,
        label: isPlain ? NumberText.fixed(value, decimals: decimals) : label(value))
    }
  }

  private static func logarithmic(_ domain: ClosedRange<Double>, count: Int) -> [Tick] {
    let first = Logarithm.floorTen(domain.lowerBound)
    let last = Logarithm.floorTen(domain.upperBound)
    let decades = (first...last).filter { domain.contains(Logarithm.power(ten: $0)) }
    if decades.count > 2 {
      let isPlain = first >= -4 && last <= 4
      return every(count, of: decades).map {
        let value = Logarithm.power(ten: $0)
        return Tick(value: value, label: isPlain ? label(value) : "10\(NumberText.superscript($0))")
      }
    }
    let between = (first...last).flatMap { exponent in
      [1, 2, 5].compactMap { Double("\($0)e\(exponent)") }
    }.filter(domain.contains)
    if between.count > 2 {
      return every(count, of: between).map { Tick(value: $0, label: label($0)) }
    }
    return linear(domain, count: count).filter { $0.value > 0 }
  }

  private static func binary(_ domain: ClosedRange<Double>, count: Int) -> [Tick] {
    var exponents = Array(
      Int(domain.lowerBound.exponent)...Int(domain.upperBound.exponent))
    exponents = exponents.filter { domain.contains(power(two: $0)) }
    guard exponents.count > 1 else { return linear(domain, count: count).filter { $0.value > 0 } }
    let isPlain = exponents.allSatisfy { (-7...16).contains($0) }
    return every(count, of: exponents).map {
      Tick(
        value: power(two: $0),
        label: isPlain
          ? NumberText.significant(power(two: $0), digits: 6) : "2\(NumberText.superscript($0))")
    }
  }

  /// Every k-th element, with the smallest k that leaves at most `count`.
  static func every<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    let step = max(1, (elements.count + max(1, count) - 1) / max(1, count))
    return stride(from: 0, to: elements.count, by: step).map { elements[$0] }
  }

  private static func power(two exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  private static func label(_ value: Double) -> String {
    NumberText.significant(value, digits: 6)
  }
}
