import Figures
import Testing

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0.125, 2, "0.13"), (-0.125, 2, "−0.13"), (2.5, 0, "3"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"),
      (9.999, 2, "10.00"), (1e21, 0, "1000000000000000000000"), (1.5e-7, 8, "0.00000015"),
      (.nan, 2, "–"), (.infinity, 2, "∞"), (-.infinity, 0, "−∞"), (0, 3, "0.000"),
      (123.456, 1, "123.5"),
    ])
  func `fixed digits are rounded half away from zero`(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0.000012345, "1.235×10⁻⁵"), (123456.0, "123500"), (1e9, "1×10⁹"), (0.5, "0.5"),
      (-3.14159, "−3.142"), (0, "0"), (1e-300, "1×10⁻³⁰⁰"), (99999.5, "100000"),
    ])
  func `significant digits switch to powers of ten when plain ones grow long`(
    value: Double, text: String
  ) {
    #expect(NumberText.significant(value) == text)
  }

  @Test(
    arguments: [
      0.1, 1.0 / 3, 5, -0.0, 1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 123456.789,
    ])
  func `exact text reads back as the same number`(value: Double) {
    #expect(Double(NumberText.exact(value)) == value)
  }

  @Test(
    arguments: [
      (0.004, "4 ms"), (3.21, "3.2 s"), (59.6, "1 min 00 s"), (42, "42 s"), (245, "4 min 05 s"),
      (7625, "2 h 07 min"), (.nan, "–"),
    ])
  func `durations use the unit a reader would choose`(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds: seconds) == text)
  }
}
