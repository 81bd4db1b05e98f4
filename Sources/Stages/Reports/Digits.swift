internal import Figures

/// How many digits behind the point a set of measured numbers deserves.
enum Digits {
  /// Digits that numbers shown together share: all they have when those are few, else three
  /// significant ones of the larger numbers.
  static func shared(_ values: [Double]) -> Int {
    let exact = values.filter(\.isFinite).map(decimals(of:))
    if let most = exact.max(), most <= 3 { return most }
    return significant(3, of: values)
  }

  /// Digits behind the point that leave the larger magnitudes with `digits` significant ones.
  static func significant(_ digits: Int, of values: [Double]) -> Int {
    min(12, max(0, digits - 1 - (exponent(of: values) ?? 0)))
  }

  /// The power of ten in the upper quartile of the magnitudes, which a few odd ones cannot shift.
  static func exponent(of values: [Double]) -> Int? {
    let magnitudes = values.map(\.magnitude).filter { $0.isFinite && $0 > 0 }.sorted()
    guard !magnitudes.isEmpty else { return nil }
    return Logarithm.floorTen(magnitudes[magnitudes.count * 3 / 4])
  }

  /// Digits behind the point of the shortest text that reads back as `value`.
  private static func decimals(of value: Double) -> Int {
    let text = NumberText.exact(value)
    guard !text.contains("e") else { return 99 }
    return text.split(separator: ".").dropFirst().first?.count ?? 0
  }
}

extension String {
  /// The text with a capital letter at its beginning, unless it begins with a symbol such as n or κ, or an abbreviation:
  /// a word without a vowel, such as fgsm.
  var capitalizedFirst: String {
    let word = prefix { $0.isLetter }
    guard count > 2, word.contains(where: { "aeiouyAEIOUY".contains($0) }) else { return self }
    return prefix(1).uppercased() + dropFirst()
  }

  /// The text with a small letter at its beginning, unless more capitals follow.
  var lowercasedFirst: String {
    dropFirst().first?.isUppercase == true ? self : prefix(1).lowercased() + dropFirst()
  }

  /// The text as a sentence; nothing stays nothing.
  var sentence: String {
    guard let last else { return "" }
    return ".!?".contains(last) ? self : self + "."
  }
}
