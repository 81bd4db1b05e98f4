/// Backslash escapes in double quotes: all of YAML 1.2, section 5.7.
extension Parser {
  /// The character that the escape at the cursor stands for; goes past it.
  mutating func escape() throws(ManifestError) -> Unicode.Scalar {
    let letter = cursor.peek(1)
    if let scalar = singleLetterEscape(letter) {
      cursor.advance(2)
      return scalar
    }
    switch letter {
    case UInt8(ascii: "x"): return try numericEscape(digits: 2)
    case UInt8(ascii: "u"): return try numericEscape(digits: 4)
    case UInt8(ascii: "U"): return try numericEscape(digits: 8)
    default: throw failure(.unknownEscape(wholeCharacter(at: cursor.offset + 1)))
    }
  }

  private func singleLetterEscape(_ letter: UInt8) -> Unicode.Scalar? {
    switch letter {
    case UInt8(ascii: "0"): "\0"
    case UInt8(ascii: "a"): "\u{07}"
    case UInt8(ascii: "b"): "\u{08}"
    case UInt8(ascii: "t"), .tab: "\t"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "v"): "\u{0B}"
    case UInt8(ascii: "f"): "\u{0C}"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "e"): "\u{1B}"
    case .space, .doubleQuote, .backslash, UInt8(ascii: "/"): Unicode.Scalar(letter)
    case UInt8(ascii: "N"): "\u{85}"
    case UInt8(ascii: "_"): "\u{A0}"
    case UInt8(ascii: "L"): "\u{2028}"
    case UInt8(ascii: "P"): "\u{2029}"
    default: nil
    }
  }

  private mutating func numericEscape(digits: Int) throws(ManifestError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for index in 0..<digits {
      let digit = Character(Unicode.Scalar(cursor.peek(2 + index)))
      guard let nibble = digit.hexDigitValue else {
        throw failure(.shortEscape(letter: letter(), digits: digits))
      }
      value = value << 4 | UInt32(nibble)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw failure(.escapeOutOfRange(value))
    }
    cursor.advance(2 + digits)
    return scalar
  }

  private func letter() -> Character { Character(Unicode.Scalar(cursor.peek(1))) }

  /// The Unicode scalar that begins at `offset`.
  private func wholeCharacter(at offset: Int) -> Character {
    var end = offset + 1
    while end < cursor.bytes.count, cursor.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return cursor.text(offset..<end).first ?? "\u{FFFD}"
  }
}
