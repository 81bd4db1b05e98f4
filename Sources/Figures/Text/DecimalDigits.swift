/// The shortest decimal digits that read back as a given number, open to rounding.
///
/// The number is ±0.d₁d₂d₃… × 10^`point`. Rounding works on these digits, half away from zero,
/// so that 0.125 becomes 0.13 everywhere and no locale or C library has a say.
struct DecimalDigits: Equatable, Sendable {
  private(set) var isNegative: Bool
  private(set) var digits: [UInt8]
  private(set) var point: Int

  /// Whether every digit is gone.

  /// Digits needed behind the decimal point to write the number exactly.
  var decimals: Int { max(0, digits.count - point) }

  /// Reads the digits of a finite number.
  init(_ value: Double) {
    precondition(value.isFinite, "Only finite numbers have digits.")
    isNegative = value < 0
    digits = []
    point = 0
    var exponent = 0
    var seenPoint = false
    let parts = value.magnitude.description.split(separator: "e")
    if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
    for byte in (parts.first ?? "0").utf8 {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else {
        digits.append(byte - UInt8(ascii: "0"))
        if !seenPoint { point += 1 }
      }
    }
    point += exponent
    normalize()
  }

  /// Keeps the first `count` digits, rounding half away from zero.
  mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return normalize()
    }
    let roundsUp = digits[count] >= 5
    digits.removeSubrange(count...)
    if roundsUp { increment() }
    normalize()
  }

  private mutating func increment() {
    for place in digits.indices.reversed() {
      if digits[place] < 9 {
        digits[place] += 1
        return
      }
      digits[place] = 0
    }
    digits.insert(1, at: 0)
    point += 1
  }

  private mutating func normalize() {
    while digits.last == 0 { digits.removeLast() }
    while digits.first == 0 {
      digits.removeFirst()
      point -= 1
    }
    if digits.isEmpty {
      isNegative = false
      point = 0
    }
  }

  /// Plain notation with exactly `decimals` digits behind the point, without a sign.
  func plain(decimals: Int) -> String {
    func digit(_ place: Int) -> Character {
      let value = digits.indices.contains(place) ? digits[place] : 0
      return Character(Unicode.Scalar(UInt8(ascii: "0") + value))
    }
    let whole = point > 0 ? String((0..<point).map(digit)) : "0"
    guard decimals > 0 else { return whole }
    return whole + "." + String((0..<decimals).map { digit(point + $0) })
  }
}
