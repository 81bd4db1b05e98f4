/// Estimates how wide text will be, since a drawing is laid out before any font is known.
///
/// The widths are those of common sans-serif faces, rounded up a little: a label that is thought
/// too wide is merely wrapped early, one thought too narrow would overlap its neighbour.
enum TextMeasure {
  /// Estimated width of one line, in the unit of `size`.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size
  }

  /// Lines no wider than `limit` where breaks at spaces (and, for one long word, inside it) allow.
  static func wrapped(_ text: String, size: Double, limit: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace).flatMap({
      pieces(of: String($0), size: size, limit: limit)
    }) {
      let longer = line.isEmpty ? word : line + " " + word
      if line.isEmpty || width(longer, size: size) <= limit {
        line = longer
      } else {
        lines.append(line)
        line = word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The text itself, or its two ends around an ellipsis when it is wider than `limit`.
  static func shortened(_ text: String, size: Double, limit: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    let characters = Array(text)
    var kept = characters.count - 1
    while kept > 1 {
      let head = (kept + 1) / 2
      let candidate =
        String(characters.prefix(head)) + "…" + String(characters.suffix(kept - head))
      if width(candidate, size: size) <= limit { return candidate }
      kept -= 1
    }
    return String(characters.prefix(1)) + "…"
  }

  private static func pieces(of word: String, size: Double, limit: Double) -> [String] {
    guard width(word, size: size) > limit else { return [word] }
    var pieces: [String] = []
    var piece = ""
    for character in word {
      if !piece.isEmpty, width(piece + String(character), size: size) > limit {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    return pieces + [piece]
  }

  /// Width of one character as a fraction of the font size.
  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!": 0.34
    case " ", "f", "t", "r", "(", ")", "[", "]", "/", "-": 0.41
    case "m", "w", "M", "W", "%", "@": 0.96
    case "A"..."Z": 0.71
    case "\u{300}"..."\u{36F}", "\u{200B}"..."\u{200F}": 0
    case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{FFEF}", "\u{1F000}"..."\u{1FAFF}": 1.05
    default: 0.62
    }
  }
}
