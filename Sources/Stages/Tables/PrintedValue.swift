/// A figure as a publication prints it, and the values that a rounded, bounded or rough figure stands for.
///
/// - `28.9`: every value that rounds to it, half a unit of the last printed digit either way.
/// - `6 to 9`: every value between the two, each end taken with its own half unit.
/// - `<1e-12`, `>-1e-12`: every value on that side of the bound.
/// - `~1e18`: every value of that order of magnitude, within a factor of √10.
struct PrintedValue: Hashable, Sendable {
  /// The figure's form.
  enum Form: Hashable, Sendable {
    case figure, range, bound, magnitude
  }

  /// The figure as printed.
  let text: String
  let form: Form
  /// The smallest value that agrees; −∞ below an upper bound.
  let low: Double
  /// The largest value that agrees; ∞ above a lower bound.
  let high: Double
  /// The numbers that are printed: both ends of a range, else one number twice.
  let ends: ClosedRange<Double>

  /// The one value that the figure names; none for a range or a bound.
  var value: Double? {
    switch form {
    case .figure, .magnitude: ends.lowerBound
    case .range, .bound: nil
    }
  }

  /// The accepted forms, for messages.
  static let forms = "28.9, 6 to 9, <1e-12 or ~1e18"

  /// Reads a figure; nil when the text has none of the forms.
  init?(_ text: String) {
    let plain = text.trimmedSpaces
    self.text = plain
    let parts = plain.split(separator: " to ", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let first = PrintedNumber(parts[0]), let last = PrintedNumber(parts[1]),
        first.value < last.value
      else { return nil }
      (form, low, high) = (.range, first.low, last.high)
      ends = first.value...last.value
      return
    }
    guard let mark = plain.first else { return nil }
    let rest = String(plain.dropFirst()).trimmedSpaces[...]
    switch mark {
    case "<":
      guard let bound = PrintedNumber(rest) else { return nil }
      (form, low, high) = (.bound, -.infinity, bound.value)
      ends = bound.value...bound.value
    case ">":
      guard let bound = PrintedNumber(rest) else { return nil }
      (form, low, high) = (.bound, bound.value, .infinity)
      ends = bound.value...bound.value
    case "~":
      guard let size = PrintedNumber(rest), size.value > 0 else { return nil }
      let root = 10.0.squareRoot()
      (form, low, high) = (.magnitude, size.value / root, size.value * root)
      ends = size.value...size.value
    default:
      guard let figure = PrintedNumber(plain[...]) else { return nil }
      (form, low, high) = (.figure, figure.low, figure.high)
      ends = figure.value...figure.value
    }
  }

  /// Whether some value between `low` and `high` agrees with the figure.
  func overlaps(low: Double, high: Double) -> Bool { low <= self.high && high >= self.low }
}

/// A number in digits, with the half unit of its last one.
private struct PrintedNumber {
  let value: Double
  private let half: Double

  var low: Double { value - half }
  var high: Double { value + half }

  /// Reads `28.9` or `1.2e3`; neither words such as `nan` nor hexadecimal digits are figures.
  init?(_ text: Substring) {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    let parts = text.lowercased().split(separator: "e")
    let decimals = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      .dropFirst().first?.count
    let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - (decimals ?? 0)
    self.value = value
    half = Double("5e\(exponent - 1)") ?? 0
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmedSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
