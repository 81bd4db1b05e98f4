/// The text as the parser wants it: valid UTF-8 without byte order mark, control characters or
/// line breaks other than line feed.
func screened(_ bytes: [UInt8]) throws(ManifestError) -> [UInt8] {
  guard bytes.count <= Limit.bytes else {
    throw ManifestError(.tooLong, at: Mark(line: 1, column: 1))
  }
  var screening = Screening(bytes: bytes)
  try screening.run()
  return screening.clean
}

/// One pass over a file's bytes that copies what is allowed and stops at what is not.
private struct Screening {
  let bytes: [UInt8]
  private(set) var clean: [UInt8] = []
  private var offset = 0
  private var mark = Mark(line: 1, column: 1)

  init(bytes: [UInt8]) {
    self.bytes = bytes
    clean.reserveCapacity(bytes.count)
  }

  mutating func run() throws(ManifestError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == .lineFeed {
        mark = Mark(line: mark.line + 1, column: 1)
        take(1)
      } else if byte == .carriageReturn {
        guard offset + 1 < bytes.count, bytes[offset + 1] == .lineFeed else {
          throw ManifestError(.foreignLineBreak("\r"), at: mark)
        }
        offset += 1
      } else if byte == .tab || (0x20..<0x7F).contains(byte) {
        mark.column += 1
        take(1)
      } else {
        let length = try checkedScalar()
        mark.column += 1
        take(length)
      }
    }
  }

  private mutating func take(_ length: Int) {
    clean.append(contentsOf: bytes[offset..<offset + length])
    offset += length
  }

  /// The length of the scalar at `offset`, which is neither printable ASCII, tab nor line break.
  private func checkedScalar() throws(ManifestError) -> Int {
    guard let (scalar, length) = decodedScalar() else {
      let wide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      throw ManifestError(wide ? .utf16 : .notUTF8(bytes[offset]), at: mark)
    }
    switch scalar.value {
    case 0x85, 0x2028, 0x2029: throw ManifestError(.foreignLineBreak(scalar), at: mark)
    case 0xFEFF: throw ManifestError(.byteOrderMark, at: mark)
    case 0..<0xA0, 0xFFFE, 0xFFFF: throw ManifestError(.controlCharacter(scalar), at: mark)
    default: return length
    }
  }

  /// Well-formed UTF-8 as in the Unicode Standard, table 3-7: shortest form, no surrogates.
  private func decodedScalar() -> (Unicode.Scalar, length: Int)? {
    let lead = bytes[offset]
    let length: Int
    switch lead {
    case 0..<0x80: return (Unicode.Scalar(lead), 1)
    case 0xC2..<0xE0: length = 2
    case 0xE0..<0xF0: length = 3
    case 0xF0..<0xF5: length = 4
    default: return nil
    }
    guard offset + length <= bytes.count else { return nil }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in bytes[offset + 1..<offset + length] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let shortest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= shortest, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }
}
