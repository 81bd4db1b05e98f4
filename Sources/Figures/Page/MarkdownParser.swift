/// Reads blocks from lines; every text is some list of blocks, so nothing can fail.
struct MarkdownParser {
  private var lines: ArraySlice<String>
  private let depth: Int
  private var blocks: [MarkdownBlock] = []
  private var paragraph: [String] = []

  /// Quotes and lists nested deeper than this are plain text.
  private static let deepest = 12

  /// The blocks of a text.
  static func blocks(of text: String) -> [MarkdownBlock] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { String($0).replacing("\t", with: "    ") }
    return blocks(of: lines, depth: 0)
  }

  static func blocks(of lines: [String], depth: Int) -> [MarkdownBlock] {
    var parser = MarkdownParser(lines: lines[...], depth: depth)
    parser.parse()
    return parser.blocks
  }

  private init(lines: ArraySlice<String>, depth: Int) {
    self.lines = lines
    self.depth = depth
  }

  private mutating func parse() {
    while let line = lines.first {
      if takeFence(line) || takeHeading(line) || takeRule(line) || takePlaceholder(line)
        || takeQuote(line) || takeList(line) || takeTable(line)
      {
        continue
      }
      lines.removeFirst()
      if line.isBlank { endParagraph() } else { paragraph.append(line) }
    }
    endParagraph()
  }

  private mutating func endParagraph() {
    guard !paragraph.isEmpty else { return }
    blocks.append(.paragraph(paragraph.map(\.trimmedStart).joined(separator: "\n")))
    paragraph = []
  }

  private mutating func add(_ block: MarkdownBlock) -> Bool {
    endParagraph()
    blocks.append(block)
    return true
  }

  private mutating func takeFence(_ line: String) -> Bool {
    let mark = line.trimmedStart
    guard line.indent < 4, mark.hasPrefix("```") || mark.hasPrefix("~~~") else { return false }
    let fence = String(mark.prefix { $0 == mark.first })
    guard !mark.dropFirst(fence.count).contains("`") else { return false }
    let indent = line.indent
    lines.removeFirst()
    var content: [String] = []
    while let next = lines.popFirst() {
      if next.trimmed.hasPrefix(fence), next.trimmed.allSatisfy({ $0 == fence.first }) { break }
      content.append(String(next.dropFirst(min(indent, next.indent))))
    }
    return add(.code(content.joined(separator: "\n")))
  }

  private mutating func takeHeading(_ line: String) -> Bool {
    let text = line.trimmed
    let level = text.prefix { $0 == "#" }.count
    guard line.indent < 4, (1...6).contains(level) else { return false }
    let rest = text.dropFirst(level)
    guard rest.isEmpty || rest.first == " " else { return false }
    lines.removeFirst()
    var title = String(rest).trimmed
    while title.hasSuffix("#") { title.removeLast() }
    return add(.heading(level: level, title.trimmed))
  }

  private mutating func takeRule(_ line: String) -> Bool {
    let marks = line.filter { $0 != " " }
    guard line.indent < 4, marks.count >= 3, let mark = marks.first, "-*_".contains(mark),
      marks.allSatisfy({ $0 == mark })
    else { return false }
    lines.removeFirst()
    return add(.rule)
  }

  private mutating func takePlaceholder(_ line: String) -> Bool {
    let text = line.trimmed
    guard text.hasPrefix("{{"), text.hasSuffix("}}"), text.count > 4 else { return false }
    lines.removeFirst()
    return add(.placeholder(String(text.dropFirst(2).dropLast(2)).trimmed))
  }

  private mutating func takeQuote(_ line: String) -> Bool {
    guard depth < Self.deepest, line.trimmedStart.hasPrefix(">") else { return false }
    var quoted: [String] = []
    while let next = lines.first?.trimmedStart, next.hasPrefix(">") {
      lines.removeFirst()
      let rest = next.dropFirst()
      quoted.append(String(rest.first == " " ? rest.dropFirst() : rest))
    }
    return add(.quote(Self.blocks(of: quoted, depth: depth + 1)))
  }

  private mutating func takeList(_ line: String) -> Bool {
    guard depth < Self.deepest, let first = ListMark(line), paragraph.isEmpty || first.number == nil
    else { return false }
    var items: [[MarkdownBlock]] = []
    while let line = lines.first, let mark = ListMark(line), mark.isOrdered == first.isOrdered,
      mark.indent < first.content
    {
      lines.removeFirst()
      items.append(Self.blocks(of: takeItem(mark, firstLine: line), depth: depth + 1))
      while lines.first?.isBlank == true, let next = lines.first(where: { !$0.isBlank }),
        let after = ListMark(next), after.isOrdered == first.isOrdered
      {
        lines.removeFirst()
      }
    }
    return add(.list(ordered: first.isOrdered, start: first.number ?? 1, items: items))
  }

  /// The lines of one item, moved to the left by the width of its mark.
  private mutating func takeItem(_ mark: ListMark, firstLine: String) -> [String] {
    var item = [String(firstLine.dropFirst(mark.content))]
    while let next = lines.first {
      if next.isBlank {
        guard let after = lines.first(where: { !$0.isBlank }), after.indent >= mark.content else {
          break
        }
        item.append("")
      } else if next.indent >= mark.content {
        item.append(String(next.dropFirst(mark.content)))
      } else if ListMark(next) == nil, item.last?.isBlank == false, !next.trimmed.hasPrefix("#") {
        item.append(next.trimmedStart)
      } else {
        break
      }
      lines.removeFirst()
    }
    return item
  }

  private mutating func takeTable(_ line: String) -> Bool {
    guard line.contains("|"), paragraph.isEmpty, let second = lines.dropFirst().first,
      let alignments = PipeRow.alignments(second)
    else { return false }
    let headings = PipeRow.cells(line)
    guard headings.count == alignments.count else { return false }
    lines.removeFirst(2)
    var rows: [[String]] = []
    while let next = lines.first, next.contains("|"), !next.isBlank {
      lines.removeFirst()
      let cells = PipeRow.cells(next).prefix(headings.count)
      rows.append(cells + Array(repeating: "", count: headings.count - cells.count))
    }
    return add(.table(headings: headings, alignments: alignments, rows: rows))
  }
}

/// The mark that begins a list item: `-`, `*`, `+`, `1.` or `1)`.
private struct ListMark {
  let indent: Int
  /// Where the text of the item begins.
  let content: Int
  let number: Int?

  var isOrdered: Bool { number != nil }

  init?(_ line: String) {
    indent = line.indent
    let text = line.trimmedStart
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let mark: Int
    if digits.isEmpty {
      guard let first = text.first, "-*+".contains(first) else { return nil }
      mark = 1
      number = nil
    } else {
      guard digits.count < 10, let end = text.dropFirst(digits.count).first, ".)".contains(end)
      else { return nil }
      mark = digits.count + 1
      number = Int(digits)
    }
    let rest = text.dropFirst(mark)
    guard rest.first == " ", !String(rest).isBlank else { return nil }
    content = indent + mark + min(4, rest.prefix { $0 == " " }.count)
  }
}
