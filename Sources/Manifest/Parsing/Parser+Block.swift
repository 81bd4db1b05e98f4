/// Lists and maps written one entry to a line.
extension Parser {
  /// The node at the cursor; one that begins behind a key on its line cannot be a block list or map.
  mutating func blockNode(within parent: Int, opensLine: Bool) throws(ManifestError) -> Tree {
    switch cursor.peek() {
    case .dash where cursor.peek(1).isSeparation:
      guard opensLine else { throw failure(.listBehindKey) }
      return try blockList(sharingIndent: false)
    case .openBracket, .openBrace:
      let tree = try flowNode(within: parent)
      cursor.skipSpaces()
      if cursor.peek() == .colon { throw ManifestError(.complexKey, at: tree.mark) }
      try toLineEnd()
      return tree
    case .bar, .greater:
      return try blockScalar(within: parent)
    default:
      let indent = cursor.indent
      let scalar = try scalar(inFlow: false)
      guard isAtColon else {
        try toLineEnd()
        return scalar
      }
      guard opensLine else { throw failure(.colonInValue) }
      return try blockMap(at: indent, firstKey: try key(scalar))
    }
  }

  /// The list whose first dash is at the cursor.
  ///
  /// A list that is the value of a key may stand at the key's own indentation; it then ends where the
  /// next key begins.
  private mutating func blockList(sharingIndent: Bool) throws(ManifestError) -> Tree {
    let indent = cursor.indent
    let mark = cursor.mark()
    try enter(at: mark)
    defer { leave() }
    var items: [Tree] = []
    repeat {
      let item = try blockItem(within: indent)
      items.append(item)
      try toContent()
      if cursor.atEnd || cursor.indent < indent { break }
      guard cursor.indent == indent else { throw strayLine(after: item, besides: indent) }
      guard isAtDash else {
        if sharingIndent { break }
        throw failure(.missingDash)
      }
    } while true
    return Tree(.list(items), at: mark)
  }

  private mutating func blockItem(within indent: Int) throws(ManifestError) -> Tree {
    cursor.advance()
    let mark = cursor.mark()
    cursor.skipSpaces()
    if isAtLineRest {
      try toContent()
      if cursor.atEnd || cursor.indent <= indent { return .empty(at: mark) }
    }
    return try blockNode(within: indent, opensLine: true)
  }

  /// The map whose first key has been read; the cursor is at that key's colon.
  private mutating func blockMap(at indent: Int, firstKey: Key) throws(ManifestError) -> Tree {
    try enter(at: firstKey.mark)
    defer { leave() }
    var entries = Entries()
    var key = firstKey
    repeat {
      let value = try blockValue(within: indent)
      try entries.append(key, value)
      try toContent()
      if cursor.atEnd || cursor.indent < indent { break }
      guard cursor.indent == indent else { throw strayLine(after: value, besides: indent) }
      key = try blockKey()
    } while true
    return Tree(.map(entries.list), at: firstKey.mark)
  }

  private mutating func blockKey() throws(ManifestError) -> Key {
    if isAtDash { throw failure(.dashAmongKeys) }
    if cursor.peek() == .openBracket || cursor.peek() == .openBrace { throw failure(.missingKey) }
    let scalar = try scalar(inFlow: false)
    guard isAtColon else {
      if let colon = scalar.colonWithoutSpace {
        throw ManifestError(.colonWithoutSpace, at: colon)
      }
      if cursor.peek() == .colon { throw failure(.colonWithoutSpace, at: cursor.offset + 1) }
      throw ManifestError(.missingColon, at: scalar.mark)
    }
    return try key(scalar)
  }

  /// What belongs to the key whose colon is at the cursor: on its line, below it, or nothing.
  private mutating func blockValue(within indent: Int) throws(ManifestError) -> Tree {
    cursor.advance()
    let mark = cursor.mark()
    cursor.skipSpaces()
    guard isAtLineRest else { return try blockNode(within: indent, opensLine: false) }
    try toContent()
    if cursor.atEnd || cursor.indent < indent { return .empty(at: mark) }
    if cursor.indent == indent {
      return isAtDash ? try blockList(sharingIndent: true) : .empty(at: mark)
    }
    return try blockNode(within: indent, opensLine: true)
  }

  private var isAtDash: Bool { cursor.peek() == .dash && cursor.peek(1).isSeparation }

  private var isAtColon: Bool { cursor.peek() == .colon && cursor.peek(1).isSeparation }

  /// Whether nothing but a comment is left on the line; the cursor is behind a dash, colon or space.
  private var isAtLineRest: Bool {
    cursor.peek().isLineEnd || (cursor.peek() == .hash && cursor.followsSeparation)
  }
}
