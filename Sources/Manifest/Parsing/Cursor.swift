/// A reading position in screened text that knows its line and column.
struct Cursor {
  let bytes: [UInt8]
  private(set) var offset = 0
  private(set) var line = 1
  private(set) var lineStart = 0
  /// Columns are counted once, forwards: `countedColumn` belongs to `countedOffset`.
  private var countedOffset = 0
  private var countedColumn = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var atEnd: Bool { offset == bytes.count }

  /// How far the position is from its line's start, in bytes; where only indentation and list
  /// dashes stand before it, this is the indentation in YAML's sense.
  var indent: Int { offset - lineStart }

  /// Whether nothing but spaces stands before the position on its line.
  var followsIndentation: Bool { bytes[lineStart..<offset].allSatisfy { $0 == .space } }

  /// Whether a comment may begin here: at a line's start or behind a space.
  var followsSeparation: Bool { offset == lineStart || bytes[offset - 1] == .space }

  /// Whether `---` or `...` stands alone at the line's start.
  var isAtDocumentMarker: Bool {
    let first = peek()
    return indent == 0 && (first == .dash || first == .dot)
      && peek(1) == first && peek(2) == first && peek(3).isSeparation
  }

  func peek(_ ahead: Int = 0) -> UInt8 {
    let index = offset + ahead
    return index < bytes.count ? bytes[index] : .end
  }

  /// Moves within the line.
  mutating func advance(_ count: Int = 1) { offset += count }

  mutating func skipSpaces() {
    while peek() == .space { offset += 1 }
  }

  mutating func skipToLineEnd() {
    while !peek().isLineEnd { offset += 1 }
  }

  /// Moves from a line feed to the start of the next line.
  mutating func nextLine() {
    offset += 1
    line += 1
    lineStart = offset
    (countedOffset, countedColumn) = (offset, 1)
  }

  /// The place of the position; cheap as long as it is asked for places in reading order.
  mutating func mark() -> Mark {
    mark(at: offset)
  }

  /// The place of an offset on the present line.
  mutating func mark(at target: Int) -> Mark {
    if target < countedOffset { (countedOffset, countedColumn) = (lineStart, 1) }
    for byte in bytes[countedOffset..<target] where byte & 0xC0 != 0x80 { countedColumn += 1 }
    countedOffset = target
    return Mark(line: line, column: countedColumn)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
