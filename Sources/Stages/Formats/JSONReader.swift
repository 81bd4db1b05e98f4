extension JSON {
  /// Reads one JSON text (RFC 8259): no comments, no trailing commas, no key twice.
  package init(reading bytes: [UInt8]) throws(FormatFault) {
    var reader = JSONReader(bytes)
    self = try reader.readDocument()
  }
}

/// Reads JSON by recursive descent.
private struct JSONReader {
  /// Deeper nesting than any artifact has, far below what would exhaust a thread's stack.
  private static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readDocument() throws(FormatFault) -> JSON {
    let value = try readValue(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault("something follows the value") }
    return value
  }

  private mutating func readValue(depth: Int) throws(FormatFault) -> JSON {
    guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest) levels") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return .object(try readObject(depth: depth))
    case UInt8(ascii: "["): return .array(try readArray(depth: depth))
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "t"): return try readWord("true", .bool(true))
    case UInt8(ascii: "f"): return try readWord("false", .bool(false))
    case UInt8(ascii: "n"): return try readWord("null", .null)
    default: return .number(try readNumber())
    }
  }

  private mutating func readObject(depth: Int) throws(FormatFault) -> [JSON.Member] {
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    position += 1
    skipSpace()
    if skip("}") { return members }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
      let key = try readString()
      guard keys.insert(key).inserted else { throw fault("the key \"\(key)\" appears twice") }
      skipSpace()
      guard skip(":") else { throw fault("a colon is missing") }
      members.append(JSON.Member(key, try readValue(depth: depth + 1)))
      skipSpace()
    } while skip(",")
    guard skip("}") else { throw fault("a comma or a closing brace is missing") }
    return members
  }

  private mutating func readArray(depth: Int) throws(FormatFault) -> [JSON] {
    var items: [JSON] = []
    position += 1
    skipSpace()
    if skip("]") { return items }
    repeat {
      items.append(try readValue(depth: depth + 1))
      skipSpace()
    } while skip(",")
    guard skip("]") else { throw fault("a comma or a closing bracket is missing") }
    return items
  }

  private mutating func readString() throws(FormatFault) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fault("a control character inside a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        content += Array(String(try readEscape()).utf8)
      } else {
        content.append(byte)
      }
    }
    guard skip("\"") else { throw fault("a string is not closed") }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw fault("a string is not UTF-8")
    }
    return text
  }

  private mutating func readEscape() throws(FormatFault) -> Unicode.Scalar {
    guard let byte = peek else { throw fault("a string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try readCodePoint()
    default: throw fault("an unknown escape")
    }
  }

  private mutating func readCodePoint() throws(FormatFault) -> Unicode.Scalar {
    var code = try readHex()
    if (0xD800..<0xDC00).contains(code), skip("\\"), skip("u") {
      let low = try readHex()
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair") }
    return scalar
  }

  private mutating func readHex() throws(FormatFault) -> UInt32 {
    let digits = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
      let code = UInt32(digits, radix: 16)
    else { throw fault("four hexadecimal digits are missing") }
    position += 4
    return code
  }

  /// RFC 8259's grammar: no leading zeros, no bare point, no plus sign in front.
  private mutating func readNumber() throws(FormatFault) -> String {
    let start = position
    _ = skip("-")
    if !skip("0") { try readDigits() }
    if skip(".") { try readDigits() }
    if skip("e") || skip("E") {
      if !skip("-") { _ = skip("+") }
      try readDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func readDigits() throws(FormatFault) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw fault("a value is missing") }
  }

  private mutating func readWord(_ word: String, _ value: JSON) throws(FormatFault) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("a value is missing") }
    position += word.utf8.count
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private func fault(_ cause: String) -> FormatFault {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return FormatFault(at: "line \(line), column \(column)", cause, remedy: "write valid JSON")
  }
}
