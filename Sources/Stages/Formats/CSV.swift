/// Comma-separated values (RFC 4180): written with LF, read with LF or CRLF.
package enum CSV {
  /// One field; a quoted empty field differs from an empty one, which stands for a missing value.
  package struct Field: Hashable, Sendable {
    package var text: String
    package var isQuoted: Bool

    /// Whether no value was given.
    package var isMissing: Bool { text.isEmpty && !isQuoted }

    package init(_ text: String, isQuoted: Bool = false) {
      self.text = text
      self.isQuoted = isQuoted
    }
  }

  /// One record and the line it starts on.
  package struct Record: Hashable, Sendable {
    package var line: Int
    package var fields: [Field]
  }

  /// One line of text for `fields`; `nil` is a missing value.
  package static func line(_ fields: [String?]) -> String {
    fields.map { $0.map(quoted) ?? "" }.joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"")
    }
    if isPlain, !text.isEmpty, text.first != " ", text.last != " " { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The records of `bytes`, all with as many fields as the first, which is the header.
  package static func read(_ bytes: [UInt8]) throws(FormatFault) -> [Record] {
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw FormatFault(at: "content", "the text is not UTF-8", remedy: "save it as UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    var reader = CSVReader(Array(text.utf8))
    var records: [Record] = []
    while let record = try reader.readRecord() {
      if let first = records.first, first.fields.count != record.fields.count {
        throw FormatFault(
          at: "line \(record.line)",
          "\(record.fields.count) fields, where the header has \(first.fields.count)",
          remedy: "give every line the same number of fields")
      }
      records.append(record)
    }
    return records
  }
}

/// Reads CSV records one after the other.
private struct CSVReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readRecord() throws(FormatFault) -> CSV.Record? {
    guard position < bytes.count else { return nil }
    var record = CSV.Record(line: line, fields: [])
    repeat { record.fields.append(try readField()) } while skip(UInt8(ascii: ","))
    skipLineEnd()
    return record
  }

  private mutating func readField() throws(FormatFault) -> CSV.Field {
    skip(UInt8(ascii: "\"")) ? try readQuoted() : readPlain()
  }

  private mutating func readPlain() -> CSV.Field {
    let start = position
    while let byte = peek, byte != UInt8(ascii: ","), !isLineEnd(byte) { position += 1 }
    return CSV.Field(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func readQuoted() throws(FormatFault) -> CSV.Field {
    let first = line
    var content: [UInt8] = []
    while true {
      guard let byte = peek else {
        throw FormatFault(at: "line \(first)", "a quoted field is not closed", remedy: "close it")
      }
      position += 1
      if byte == UInt8(ascii: "\""), !skip(UInt8(ascii: "\"")) { break }
      if byte == 0x0A { line += 1 }
      content.append(byte)
    }
    if let byte = peek, byte != UInt8(ascii: ","), !isLineEnd(byte) {
      throw FormatFault(
        at: "line \(line)", "text follows a closing quote", remedy: "quote the whole field")
    }
    return CSV.Field(String(decoding: content, as: UTF8.self), isQuoted: true)
  }

  private mutating func skipLineEnd() {
    _ = skip(0x0D)
    if skip(0x0A) { line += 1 }
  }

  /// A carriage return ends a line only before a line feed.
  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x0D && (position + 1 == bytes.count || bytes[position + 1] == 0x0A)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }
}
