import Figures
import Foundation
import Testing

@Suite struct TicksTests {
  @Test(
    arguments: [
      (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0...100, 4, ["0", "25", "50", "75", "100"]), (-3...12, 5, ["0", "5", "10"]),
      (0...0.3, 3, ["0.0", "0.1", "0.2", "0.3"]),
      (-0.03...0.03, 6, ["−0.03", "−0.02", "−0.01", "0.00", "0.01", "0.02", "0.03"]),
      (0...0.00002, 4, ["0", "5×10⁻⁶", "1×10⁻⁵", "1.5×10⁻⁵", "2×10⁻⁵"]),
      (0...2e9, 2, ["0", "1×10⁹", "2×10⁹"]), (1994...2026, 4, ["2000", "2010", "2020"]),
    ])
  func `linear axes are divided by 1, 2, 2.5 or 5`(
    domain: ClosedRange<Double>, count: Int, labels: [String]
  ) {
    #expect(Ticks.over(domain, kind: .linear, count: count).map(\.label) == labels)
  }

  @Test(
    arguments: [
      (0.01...10.0, 6, ["0.01", "0.1", "1", "10"]), (1e-9...1e-1, 3, ["10⁻⁹", "10⁻⁶", "10⁻³"]),
      (0.02...0.7, 6, ["0.02", "0.05", "0.1", "0.2", "0.5"]),
      (30...39, 4, ["30.0", "32.5", "35.0", "37.5"]),
    ])
  func `decimal logarithmic axes show powers of ten, or 1-2-5 where these are few`(
    domain: ClosedRange<Double>, count: Int, labels: [String]
  ) {
    #expect(Ticks.over(domain, kind: .log10, count: count).map(\.label) == labels)
  }

  @Test(
    arguments: [
      (60.0...4200.0, 8, ["64", "128", "256", "512", "1024", "2048", "4096"]),
      (60...4200, 4, ["64", "256", "1024", "4096"]), (0.2...1.1, 4, ["0.25", "0.5", "1"]),
      (1...1e6, 3, ["2⁰", "2⁷", "2¹⁴"]),
    ])
  func `binary logarithmic axes show powers of two`(
    domain: ClosedRange<Double>, count: Int, labels: [String]
  ) {
    #expect(Ticks.over(domain, kind: .log2, count: count).map(\.label) == labels)
  }

  @Test(arguments: Scale.Kind.allCases)
  func `ticks rise, stay inside and keep to their number for any domain`(kind: Scale.Kind) {
    for exponent in stride(from: -300, through: 300, by: 43) {
      for width in [1.0001, 1.3, 4, 90, 1e6] {
        let low = pow(10, Double(exponent))
        let domain = low...(low * width)
        let values = Ticks.over(domain, kind: kind, count: 6).map(\.value)
        let slack = (domain.upperBound - low) * 1e-6
        #expect(values == values.sorted() && Set(values).count == values.count)
        #expect(values.allSatisfy { ((low - slack)...(domain.upperBound + slack)).contains($0) })
        #expect(values.count <= 7 || kind == .log10 && values.count <= 8)
      }
    }
  }

  @Test(
    arguments: [
      ([3.0, 97], false, 0.0, 100.0), ([12, 42], true, 0, 45), ([-1.2, 38], true, -2.5, 40),
      ([90, 97], false, 89.5, 97.5), ([0, 0], false, -1, 1), ([], false, 0, 1),
      ([.nan, .infinity], false, 0, 1),
    ])
  func `linear axes end at quarter steps, with zero where it is near or asked for`(
    values: [Double], withZero: Bool, low: Double, high: Double
  ) {
    let domain = Domain.covering(values, kind: .linear, includingZero: withZero)
    #expect(abs(domain.lowerBound - low) < 0.3 && abs(domain.upperBound - high) < 5.1)
    #expect(values.filter(\.isFinite).allSatisfy(domain.contains))
  }

  @Test func `the logarithm agrees with the C library`() {
    for value in [1e-308, 1e-9, 0.3, 0.999999, 1, 1.0001, 2, 10, 12345.678, 1e300] {
      let expected = log(value)
      #expect(abs(Logarithm.natural(value) - expected) <= 4e-16 * max(1, abs(expected)))
    }
  }
}
