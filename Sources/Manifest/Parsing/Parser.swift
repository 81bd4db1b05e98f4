/// A reader of one document; its extensions read one kind of node each.
///
/// It descends by recursion, which `Limit.depth` bounds, and looks at each byte a bounded number of
/// times. Where a method takes `parent`, that is the indentation of the enclosing block list or map,
/// -1 outside all of them: whatever belongs to the node stands further to the right.
struct Parser {
  var cursor: Cursor
  private var depth = 0

  init(_ screened: [UInt8]) { cursor = Cursor(screened) }

  mutating func document() throws(ManifestError) -> Tree {
    try toContent()
    if cursor.atEnd { return .empty(at: Mark(line: 1, column: 1)) }
    let indent = cursor.indent
    let root = try blockNode(within: -1, opensLine: true)
    try toContent()
    guard cursor.atEnd else { throw strayLine(after: root, besides: indent) }
    return root
  }

  /// Goes past blank lines and comments to the next line with content, or to the end.
  ///
  /// Begins at a line's end or start, or where an earlier call ended.
  mutating func toContent() throws(ManifestError) {
    while true {
      cursor.skipSpaces()
      switch cursor.peek() {
      case .lineFeed: cursor.nextLine()
      case .hash: cursor.skipToLineEnd()
      case .tab: throw strayTab()
      case .percent where cursor.indent == 0: throw failure(.directive)
      default:
        if cursor.isAtDocumentMarker { throw failure(.documentMarker) }
        return
      }
    }
  }

  /// Goes past trailing spaces and a comment to the end of the line, where a node must end.
  mutating func toLineEnd() throws(ManifestError) {
    cursor.skipSpaces()
    switch cursor.peek() {
    case .lineFeed, .end: return
    case .hash where cursor.followsSeparation: cursor.skipToLineEnd()
    case .hash: throw failure(.commentWithoutSpace)
    case .tab: throw strayTab()
    case .colon: throw failure(.colonWithoutSpace, at: cursor.offset + 1)
    default: throw failure(.strayText)
    }
  }

  /// Counts a list or map that begins at `mark`; every call is paired with `leave`.
  mutating func enter(at mark: Mark) throws(ManifestError) {
    guard depth < Limit.depth else { throw ManifestError(.tooDeep, at: mark) }
    depth += 1
  }

  mutating func leave() { depth -= 1 }

  mutating func failure(_ reason: ManifestError.Reason) -> ManifestError {
    failure(reason, at: cursor.offset)
  }

  mutating func failure(_ reason: ManifestError.Reason, at offset: Int) -> ManifestError {
    ManifestError(reason, at: cursor.mark(at: offset))
  }

  mutating func strayTab() -> ManifestError {
    failure(cursor.followsIndentation ? .tabInIndentation : .tabOutsideQuotes)
  }

  /// What is wrong with a line that does not line up with the entries it should stand `besides`.
  mutating func strayLine(after previous: Tree, besides indent: Int) -> ManifestError {
    if let colon = previous.colonWithoutSpace, previous.mark.column == cursor.indent + 1 {
      return ManifestError(.colonWithoutSpace, at: colon)
    }
    if case .scalar(_, .plain) = previous.content { return failure(.continuedPlain) }
    return cursor.indent == indent
      ? failure(.strayText)
      : failure(.badIndentation(found: cursor.indent, expected: indent))
  }
}

extension Tree {
  /// The value of a key or list item without one; `mark` is where it could be written.
  static func empty(at mark: Mark) -> Tree { Tree(.scalar("", style: .plain), at: mark) }

  /// For a plain scalar like `width:64`, likely meant as a key and a value, the place after the colon.
  var colonWithoutSpace: Mark? {
    guard case .scalar(let text, .plain) = content,
      let colon = text.unicodeScalars.firstIndex(of: ":")
    else { return nil }
    let before = text.unicodeScalars[..<colon].count
    return Mark(line: mark.line, column: mark.column + before + 1)
  }
}
