/// A source line made fit for a terminal, and a second line with a caret under one of its columns.
///
/// A long line is cut down to what surrounds the caret.
struct Excerpt {
  private(set) var line: String
  private(set) var caret: String

  /// How many characters are shown on either side of the caret at most.
  static let reach = 70

  init(of text: String, column: Int) {
    let scalars = Array(text.unicodeScalars)
    let target = min(max(column - 1, 0), scalars.count)
    let start = target > Self.reach ? target - Self.reach : 0
    let end = min(scalars.count, target + Self.reach)
    (line, caret) = start > 0 ? ("…", " ") : ("", "")
    for (index, scalar) in scalars[start..<end].enumerated() {
      let shown = scalar == "\t" ? scalar : scalar.printable
      line.unicodeScalars.append(shown)
      if start + index < target { caret += shown.blank }
    }
    if end < scalars.count { line += "…" }
    caret += "^"
  }
}

extension String {
  /// The text with U+FFFD for whatever could steer a terminal.
  var printable: String {
    var result = ""
    for scalar in unicodeScalars { result.unicodeScalars.append(scalar.printable) }
    return result
  }
}

extension Unicode.Scalar {
  /// The scalar itself, or U+FFFD for control characters, line breaks and directional overrides,
  /// which would also part a caret from its character.
  fileprivate var printable: Unicode.Scalar {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
    case .format where value != 0x200D: "\u{FFFD}"
    default: self
    }
  }

  /// White space as wide as the scalar on a terminal: a tab for a tab, so that it needs no width.
  fileprivate var blank: String {
    if self == "\t" { return "\t" }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return ""
    default: return isWide ? "  " : " "
    }
  }

  /// Whether terminals give the scalar two cells: East Asian wide blocks and emoji, coarsely.
  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18AFF,
      0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }
}
