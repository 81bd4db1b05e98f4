/// Text on lines of its own behind `|` (kept as it is) or `>` (lines joined into paragraphs).
extension Parser {
  mutating func blockScalar(within parent: Int) throws(ManifestError) -> Tree {
    let mark = cursor.mark()
    let folds = cursor.peek() == .greater
    cursor.advance()
    let chomping = try blockScalarChomping()
    try toLineEnd()
    guard let (indent, blankLines) = try blockScalarIndent(within: max(parent, 0)) else {
      throw ManifestError(.emptyBlockScalar, at: mark)
    }
    var text = BlockText(folds: folds, chomping: chomping, pendingBreaks: blankLines)
    while try appendLine(to: &text, indent: indent) {}
    return Tree(.scalar(text.finished(), style: .block), at: mark)
  }

  private mutating func blockScalarChomping() throws(ManifestError) -> BlockText.Chomping {
    let chomping: BlockText.Chomping
    switch cursor.peek() {
    case .plus: chomping = .keep
    case .dash: chomping = .strip
    default: chomping = .clip
    }
    if chomping != .clip { cursor.advance() }
    let isHeader = cursor.peek().isSeparation
    cursor.skipSpaces()
    guard isHeader, cursor.peek().isSeparation || cursor.peek() == .hash else {
      throw failure(.blockScalarHeader)
    }
    return chomping
  }

  /// Goes to the first line with text; its indentation and the number of blank lines before it.
  private mutating func blockScalarIndent(
    within parent: Int
  ) throws(ManifestError) -> (indent: Int, blankLines: Int)? {
    var (blankLines, widest) = (0, 0)
    while !cursor.atEnd {
      cursor.nextLine()
      cursor.skipSpaces()
      guard cursor.peek().isLineEnd else { break }
      if !cursor.atEnd { blankLines += 1 }
      widest = max(widest, cursor.indent)
    }
    if cursor.peek() == .tab { throw failure(.tabInIndentation) }
    if cursor.atEnd || cursor.indent <= parent { return nil }
    guard widest <= cursor.indent else { throw failure(.blankLineTooWide) }
    return (cursor.indent, blankLines)
  }

  /// Takes the line at the cursor, which is at its text; false when the scalar ended before the next.
  ///
  /// Leaves the cursor at the text of the next line, behind `indent` spaces, or on the line that ends
  /// the scalar.
  private mutating func appendLine(
    to text: inout BlockText, indent: Int
  ) throws(ManifestError) -> Bool {
    let start = cursor.offset
    cursor.skipToLineEnd()
    text.append(cursor.bytes[start..<cursor.offset], endsInBreak: !cursor.atEnd)
    while !cursor.atEnd {
      cursor.nextLine()
      while cursor.indent < indent, cursor.peek() == .space { cursor.advance() }
      if cursor.peek() != .lineFeed { return cursor.indent == indent && !cursor.atEnd }
      text.pendingBreaks += 1
    }
    return false
  }
}

/// The text of a block scalar in the making (YAML 1.2, sections 8.1.1.2 and 8.1.3).
private struct BlockText {
  /// What becomes of the line breaks at the end.
  enum Chomping { case clip, strip, keep }

  let folds: Bool
  let chomping: Chomping
  /// Blank lines since the last line with text.
  var pendingBreaks: Int
  private var bytes: [UInt8] = []
  private var isFirst = true
  private var lastIsSpaced = false
  private var lastEndsInBreak = false

  init(folds: Bool, chomping: Chomping, pendingBreaks: Int) {
    self.folds = folds
    self.chomping = chomping
    self.pendingBreaks = pendingBreaks
  }

  /// Adds a line; between two lines that do not begin with white space, folding turns one line break
  /// into a space and drops one of several.
  mutating func append(_ line: ArraySlice<UInt8>, endsInBreak: Bool) {
    let isSpaced = line.first == .space || line.first == .tab
    if !isFirst {
      if !folds || lastIsSpaced || isSpaced {
        bytes.append(.lineFeed)
      } else if pendingBreaks == 0 {
        bytes.append(.space)
      }
    }
    appendPendingBreaks()
    bytes.append(contentsOf: line)
    (isFirst, lastIsSpaced, lastEndsInBreak) = (false, isSpaced, endsInBreak)
  }

  mutating func finished() -> String {
    if chomping != .strip, lastEndsInBreak { bytes.append(.lineFeed) }
    if chomping == .keep { appendPendingBreaks() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func appendPendingBreaks() {
    bytes.append(contentsOf: repeatElement(.lineFeed, count: pendingBreaks))
    pendingBreaks = 0
  }
}
