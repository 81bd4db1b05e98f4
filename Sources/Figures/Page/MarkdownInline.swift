/// Writes the text inside a block: emphasis, code and links, with everything else escaped.
struct MarkdownInline {
  private var rest: ArraySlice<Character>
  private let depth: Int
  private var markup = ""

  private static let deepest = 8

  /// Safe HTML for a piece of text.
  static func html(_ text: String) -> String {
    html(Array(text)[...], depth: 0)
  }

  private static func html(_ text: ArraySlice<Character>, depth: Int) -> String {
    var inline = MarkdownInline(rest: text, depth: depth)
    inline.write()
    return inline.markup
  }

  private init(rest: ArraySlice<Character>, depth: Int) {
    self.rest = rest
    self.depth = depth
  }

  private mutating func write() {
    var previous: Character = " "
    while let next = rest.first {
      let before = rest
      if !takeEscape() && !takeCode() && !takeLink() && !takeBareAddress()
        && !takeEmphasis(after: previous) && !takeBreak()
      {
        rest.removeFirst()
        markup += escaped(String(next))
      }
      previous = before[rest.startIndex - 1]
    }
  }

  private mutating func takeEscape() -> Bool {
    guard rest.first == "\\", let next = rest.dropFirst().first else { return false }
    if next == "\n" {
      markup += "<br>\n"
    } else if next.isASCII, next.isPunctuation || next.isSymbol {
      markup += escaped(String(next))
    } else {
      return false
    }
    rest.removeFirst(2)
    return true
  }

  private mutating func takeBreak() -> Bool {
    guard rest.starts(with: "  \n") else { return false }
    rest.removeFirst(3)
    markup += "<br>\n"
    return true
  }

  private mutating func takeCode() -> Bool {
    let ticks = rest.prefix { $0 == "`" }
    guard !ticks.isEmpty else { return false }
    var search = rest.dropFirst(ticks.count)
    while let start = search.firstIndex(of: "`") {
      let run = search[start...].prefix { $0 == "`" }
      if run.count == ticks.count {
        let code = String(rest[ticks.endIndex..<start]).replacing("\n", with: " ")
        markup += "<code>\(escaped(code.count > 2 ? code.trimmed : code))</code>"
        rest = rest[run.endIndex...]
        return true
      }
      search = rest[run.endIndex...]
    }
    markup += String(ticks)
    rest = rest.dropFirst(ticks.count)
    return true
  }

  /// `[text](address)`; a picture is replaced by its description, since pages load nothing.
  private mutating func takeLink() -> Bool {
    let isPicture = rest.starts(with: "![")
    guard depth < Self.deepest, isPicture || rest.first == "[" else { return false }
    let start = rest.startIndex + (isPicture ? 2 : 1)
    guard let close = closing("[", "]", from: start), rest[(close + 1)...].first == "(",
      let end = closing("(", ")", from: close + 2)
    else { return false }
    let label = Self.html(rest[start..<close], depth: depth + 1)
    let address = Self.address(String(rest[(close + 2)..<end]))
    if !isPicture, let address, let safe = LinkAddress.safe(address) {
      markup += "<a href=\"\(escaped(safe))\">\(label)</a>"
    } else {
      markup += label
    }
    rest = rest[(end + 1)...]
    return true
  }

  /// The address in front of an optional quoted title; none where anything else follows it.
  private static func address(_ target: String) -> String? {
    let parts = target.split(separator: " ", maxSplits: 1)
    guard parts.count < 2 || parts[1].first == "\"" || parts[1].first == "'" else { return nil }
    return parts.first.map(String.init)
  }

  /// `<https://example.org>`.
  private mutating func takeBareAddress() -> Bool {
    guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return false }
    let address = String(rest[(rest.startIndex + 1)..<end])
    guard address.contains(":"), !address.contains(where: \.isWhitespace),
      let safe = LinkAddress.safe(address)
    else { return false }
    markup += "<a href=\"\(escaped(safe))\">\(escaped(address))</a>"
    rest = rest[(end + 1)...]
    return true
  }

  private mutating func takeEmphasis(after previous: Character) -> Bool {
    guard depth < Self.deepest, let mark = rest.first, mark == "*" || mark == "_" else {
      return false
    }
    // snake_case names are common in reports and are not emphasis.
    if mark == "_", previous.isLetter || previous.isNumber { return false }
    let count = rest.prefix { $0 == mark }.count
    guard (1...3).contains(count) else { return false }
    let start = rest.startIndex + count
    guard start < rest.endIndex, !rest[start].isWhitespace,
      let end = emphasisEnd(mark, count: count, from: start)
    else { return false }
    let inner = Self.html(rest[start..<end], depth: depth + 1)
    let tags = [1: ["em"], 2: ["strong"], 3: ["strong", "em"]][count] ?? []
    markup += tags.map { "<\($0)>" }.joined() + inner
    markup += tags.reversed().map { "</\($0)>" }.joined()
    rest = rest[(end + count)...]
    return true
  }

  private func emphasisEnd(_ mark: Character, count: Int, from start: Int) -> Int? {
    var place = start + 1
    while place + count <= rest.endIndex {
      let run = rest[place...].prefix { $0 == mark }.count
      let follower = rest[(place + run)...].first
      let isInWord = mark == "_" && (follower?.isLetter == true || follower?.isNumber == true)
      if run == count || run > 2, !rest[place - 1].isWhitespace, rest[place - 1] != "\\", !isInWord
      {
        return place + run - count
      }
      place += max(1, run)
    }
    return nil
  }

  private func closing(_ open: Character, _ close: Character, from start: Int) -> Int? {
    var level = 0
    var place = start
    while place < rest.endIndex {
      let character = rest[place]
      if character == "\\" {
        place += 1
      } else if character == open {
        level += 1
      } else if character == close {
        if level == 0 { return place }
        level -= 1
      }
      place += 1
    }
    return nil
  }
}
