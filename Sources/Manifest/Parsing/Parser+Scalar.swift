/// Text that stands on one line, plain or quoted.
extension Parser {
  /// The scalar at the cursor, which ends up behind it and the spaces after it.
  mutating func scalar(inFlow: Bool) throws(ManifestError) -> Tree {
    let mark = cursor.mark()
    let content: Content
    switch cursor.peek() {
    case .singleQuote: content = .scalar(try singleQuoted(from: mark), style: .single)
    case .doubleQuote: content = .scalar(try doubleQuoted(from: mark), style: .double)
    default:
      try checkPlainStart(inFlow: inFlow)
      content = .scalar(try plain(inFlow: inFlow), style: .plain)
    }
    cursor.skipSpaces()
    return Tree(content, at: mark)
  }

  /// Refuses what cannot begin a plain scalar, with the reason why someone may have written it.
  private mutating func checkPlainStart(inFlow: Bool) throws(ManifestError) {
    let (first, second) = (cursor.peek(), cursor.peek(1))
    switch first {
    case .ampersand: throw failure(.anchor)
    case .star: throw failure(.alias)
    case .bang: throw failure(.tag)
    case .tab: throw strayTab()
    case .question where second.isSeparation: throw failure(.complexKey)
    case .colon where second.isSeparation: throw failure(.missingKey)
    case .hash where !cursor.followsSeparation: throw failure(.commentWithoutSpace)
    case .dash where !second.isSeparation && !(inFlow && second.isFlowIndicator): return
    case .bar, .greater, .percent, .at, .backtick, .hash, .question, .colon, .dash,
      .comma, .openBracket, .closeBracket, .openBrace, .closeBrace:
      throw failure(.reservedStart(Character(Unicode.Scalar(first))))
    default: return
    }
  }

  /// Plain text up to `: `, ` #` or the line's end, in brackets also up to a bracket or comma.
  private mutating func plain(inFlow: Bool) throws(ManifestError) -> String {
    let start = cursor.offset
    var end = start
    scan: while true {
      switch cursor.peek() {
      case .lineFeed, .end: break scan
      case .space:
        cursor.advance()
        continue scan
      case .tab: throw failure(.tabOutsideQuotes)
      case .hash where cursor.followsSeparation: break scan
      case .colon where cursor.peek(1).isSeparation: break scan
      case .colon where inFlow && cursor.peek(1).isFlowIndicator: break scan
      case .comma where inFlow, .closeBracket where inFlow, .closeBrace where inFlow: break scan
      case .openBracket where inFlow, .openBrace where inFlow, .question where inFlow:
        throw failure(.reservedInFlow(Character(Unicode.Scalar(cursor.peek()))))
      default: break
      }
      cursor.advance()
      end = cursor.offset
    }
    return cursor.text(start..<end)
  }

  private mutating func singleQuoted(from mark: Mark) throws(ManifestError) -> String {
    cursor.advance()
    var text: [UInt8] = []
    while true {
      let byte = cursor.peek()
      if byte.isLineEnd { throw ManifestError(.unclosedQuote("'"), at: mark) }
      if byte == .singleQuote {
        guard cursor.peek(1) == .singleQuote else { break }
        cursor.advance()
      }
      text.append(byte)
      cursor.advance()
    }
    cursor.advance()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func doubleQuoted(from mark: Mark) throws(ManifestError) -> String {
    cursor.advance()
    var text: [UInt8] = []
    while cursor.peek() != .doubleQuote {
      let byte = cursor.peek()
      if byte.isLineEnd { throw ManifestError(.unclosedQuote("\""), at: mark) }
      if byte == .backslash {
        if cursor.peek(1).isLineEnd { throw ManifestError(.unclosedQuote("\""), at: mark) }
        text.append(contentsOf: String(try escape()).utf8)
      } else {
        text.append(byte)
        cursor.advance()
      }
    }
    cursor.advance()
    return String(decoding: text, as: UTF8.self)
  }
}
