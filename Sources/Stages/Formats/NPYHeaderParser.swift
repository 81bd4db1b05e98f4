/// Reads the dictionary of an NPY header, a Python literal.
///
/// Only strings, truth values and tuples of whole numbers are taken; nothing is evaluated.
struct NPYHeaderParser {
  private let bytes: [UInt8]
  private var position = 0
  private var descr: String?
  private var isFortranOrder: Bool?
  private var shape: [Int]?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(FormatFault) -> NPYHeader {
    guard skip("{") else { throw malformed }
    while !skip("}") {
      try parseEntry()
      guard skip(",") || peek == UInt8(ascii: "}") else { throw malformed }
    }
    guard peek == nil, let descr, let isFortranOrder, let shape else { throw malformed }
    var header = try Self.header(descr, shape: shape)
    header.isFortranOrder = isFortranOrder
    return header
  }

  private static func header(_ descr: String, shape: [Int]) throws(FormatFault) -> NPYHeader {
    if descr.contains("O") {
      throw NPYHeader.fault("the elements are Python objects", remedy: "save an array of numbers")
    }
    guard let order = descr.first, "<>|=".contains(order),
      let element = NPYElement(rawValue: String(descr.dropFirst()))
    else {
      throw NPYHeader.fault(
        "elements of type ‘\(descr.prefix(20))’ are not read",
        remedy: "save float64, float32 or integers")
    }
    var header = NPYHeader(element, shape: shape)
    header.isBigEndian = order == ">"
    return header
  }

  private mutating func parseEntry() throws(FormatFault) {
    let key = try parseString()
    guard skip(":") else { throw malformed }
    switch key {
    case "descr" where descr == nil:
      if peek == UInt8(ascii: "[") {
        throw NPYHeader.fault("the elements are records", remedy: "save an array of numbers")
      }
      descr = try parseString()
    case "fortran_order" where isFortranOrder == nil: isFortranOrder = try parseBool()
    case "shape" where shape == nil: shape = try parseShape()
    default: throw malformed
    }
  }

  private mutating func parseString() throws(FormatFault) -> String {
    skipSpace()
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw malformed
    }
    position += 1
    guard let end = bytes[position...].firstIndex(of: quote) else { throw malformed }
    defer { position = end + 1 }
    let content = bytes[position..<end]
    guard content.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw malformed
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func parseBool() throws(FormatFault) -> Bool {
    for (word, value) in [("True", true), ("False", false)] where skip(word) { return value }
    throw malformed
  }

  private mutating func parseShape() throws(FormatFault) -> [Int] {
    guard skip("(") else { throw malformed }
    var sides: [Int] = []
    while !skip(")") {
      sides.append(try parseSide())
      guard skip(",") || peek == UInt8(ascii: ")") else { throw malformed }
      guard sides.count <= 8 else {
        throw NPYHeader.fault("more than 8 dimensions", remedy: "save one row per example")
      }
    }
    return sides
  }

  private mutating func parseSide() throws(FormatFault) -> Int {
    skipSpace()
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard !digits.isEmpty else { throw malformed }
    guard let side = Int(digits) else {
      throw NPYHeader.fault(
        "a side of \(digits.prefix(30)) elements", remedy: "save the array again")
    }
    _ = skip("L")
    return side
  }

  private var malformed: FormatFault {
    NPYHeader.fault(
      "the description of the array cannot be read near byte \(position) of it",
      remedy: "save it with numpy.save")
  }

  private var peek: UInt8? {
    mutating get {
      skipSpace()
      return position < bytes.count ? bytes[position] : nil
    }
  }

  private mutating func skip(_ word: String) -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }
}
