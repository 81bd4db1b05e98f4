/// Lists and maps written in brackets, which may go over several lines.
extension Parser {
  mutating func flowNode(within parent: Int) throws(ManifestError) -> Tree {
    switch cursor.peek() {
    case .openBracket: try flowList(within: parent)
    case .openBrace: try flowMap(within: parent)
    default: try scalar(inFlow: true)
    }
  }

  private mutating func flowList(within parent: Int) throws(ManifestError) -> Tree {
    let opening = FlowOpening(mark: cursor.mark(), parent: parent, closer: .closeBracket)
    try enter(at: opening.mark)
    defer { leave() }
    var items: [Tree] = []
    cursor.advance()
    while try !isClosed(opening) {
      items.append(try flowNode(within: parent))
      try toFlowContent(in: opening)
      if cursor.peek() == .colon { throw failure(.pairInList) }
      try toNextEntry(in: opening)
    }
    return Tree(.list(items), at: opening.mark)
  }

  private mutating func flowMap(within parent: Int) throws(ManifestError) -> Tree {
    let opening = FlowOpening(mark: cursor.mark(), parent: parent, closer: .closeBrace)
    try enter(at: opening.mark)
    defer { leave() }
    var entries = Entries()
    cursor.advance()
    while try !isClosed(opening) {
      let key = try flowKey()
      try toFlowContent(in: opening)
      if cursor.peek() == .comma || cursor.peek() == .closeBrace {
        throw failure(.missingValue(key: key.name))
      }
      try entries.append(key, try flowNode(within: parent))
      try toFlowContent(in: opening)
      if cursor.peek() == .colon { throw failure(.colonInValue) }
      try toNextEntry(in: opening)
    }
    return Tree(.map(entries.list), at: opening.mark)
  }

  /// A key and its colon; only behind a quoted key may the value follow without a space.
  private mutating func flowKey() throws(ManifestError) -> Key {
    if cursor.peek() == .openBracket || cursor.peek() == .openBrace { throw failure(.complexKey) }
    let scalar = try scalar(inFlow: true)
    guard cursor.peek() == .colon else {
      if let colon = scalar.colonWithoutSpace {
        throw ManifestError(.colonWithoutSpace, at: colon)
      }
      throw ManifestError(.missingColon, at: scalar.mark)
    }
    let key = try key(scalar)
    cursor.advance()
    if case .scalar(_, .plain) = scalar.content, !cursor.peek().isSeparation {
      let isMissing = cursor.peek() == .comma || cursor.peek() == .closeBrace
      throw failure(isMissing ? .missingValue(key: key.name) : .colonWithoutSpace)
    }
    return key
  }

  /// Goes to the next entry and past the closing bracket if there is none.
  private mutating func isClosed(_ opening: FlowOpening) throws(ManifestError) -> Bool {
    try toFlowContent(in: opening)
    if cursor.peek() == .comma { throw failure(.missingEntry) }
    guard cursor.peek() == opening.closer else { return false }
    cursor.advance()
    return true
  }

  /// Goes past the comma behind an entry; the closing bracket may stand in its place.
  private mutating func toNextEntry(in opening: FlowOpening) throws(ManifestError) {
    if cursor.peek() == .comma {
      cursor.advance()
    } else if cursor.peek() != opening.closer {
      throw failure(.missingComma(closer: Character(Unicode.Scalar(opening.closer))))
    }
  }

  /// Goes past spaces, comments and line breaks inside brackets.
  private mutating func toFlowContent(in opening: FlowOpening) throws(ManifestError) {
    let line = cursor.line
    while true {
      cursor.skipSpaces()
      switch cursor.peek() {
      case .end:
        let closer = Character(Unicode.Scalar(opening.closer))
        throw ManifestError(.unclosedFlow(closer: closer), at: opening.mark)
      case .lineFeed: cursor.nextLine()
      case .hash where cursor.followsSeparation: cursor.skipToLineEnd()
      case .hash: throw failure(.commentWithoutSpace)
      case .tab: throw strayTab()
      default:
        if cursor.isAtDocumentMarker { throw failure(.documentMarker) }
        guard cursor.line == line || cursor.indent > opening.parent else {
          throw failure(.flowOutdented)
        }
        return
      }
    }
  }
}

/// Where a flow list or map began, how far right its lines must stay, and what ends it.
private struct FlowOpening {
  let mark: Mark
  let parent: Int
  let closer: UInt8
}
