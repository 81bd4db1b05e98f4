/// Numbers as text for readers, the same on every machine and in every locale.
package enum NumberText {
  /// What stands where a number is missing.
  package static let missing = "–"

  /// The shortest text that reads back as the same number, for machines: `0.1`, `5`, `nan`, `-inf`.
  package static func exact(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Exactly `decimals` digits behind the point: `0.50`, `−3`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return nonFinite(value) }
    var number = DecimalDigits(value)
    number.round(keeping: number.point + decimals)
    return sign(number) + number.plain(decimals: decimals)
  }

  /// At most `digits` significant digits, in powers of ten when plain notation would be long.
  package static func significant(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return nonFinite(value) }
    var number = DecimalDigits(value)
    number.round(keeping: digits)
    guard (-3...max(7, digits)).contains(number.point) else { return scientific(number) }
    return sign(number) + number.plain(decimals: number.decimals)
  }

  /// A duration in the unit a reader would choose: `85 ms`, `3.2 s`, `4 min 05 s`, `2 h 07 min`.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return missing }
    if seconds < 0.0995 { return fixed(seconds * 1000, decimals: 0) + " ms" }
    if seconds < 9.95 { return fixed(seconds, decimals: 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
  }

  /// A whole power as raised digits: `10⁻³` is `"10" + superscript(-3)`.
  package static func superscript(_ exponent: Int) -> String {
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(exponent.magnitude).utf8.map { raised[Int($0 - UInt8(ascii: "0"))] }
    return (exponent < 0 ? "⁻" : "") + String(digits)
  }

  private static func scientific(_ number: DecimalDigits) -> String {
    var mantissa = number.digits.map { String($0) }.joined()
    if mantissa.count > 1 { mantissa.insert(".", at: mantissa.index(after: mantissa.startIndex)) }
    return sign(number) + mantissa + "×10" + superscript(number.point - 1)
  }

  private static func nonFinite(_ value: Double) -> String {
    value.isNaN ? missing : value < 0 ? "−∞" : "∞"
  }

  private static func sign(_ number: DecimalDigits) -> String { number.isNegative ? "−" : "" }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
