/// Turns blocks into HTML and remembers the headings for the table of contents.
struct MarkdownHTML {
  /// A heading that the contents list.
  struct Entry: Equatable, Sendable {
    let level: Int
    let id: String
    let title: String
  }

  private(set) var html = ""
  private(set) var entries: [Entry] = []
  private var usedIDs: Set<String> = []
  private var placed: Set<String> = []
  /// What stands at a placeholder, none where the name is unknown.
  private let place: (String) -> String?

  /// How far headings move down, so that those of the first rank stand right below the title.
  private let shift: Int

  init(headingShift: Int = 1, place: @escaping (String) -> String? = { _ in nil }) {
    shift = headingShift
    self.place = place
  }

  /// Writes blocks; the page title is the only `h1`.
  mutating func write(_ blocks: [MarkdownBlock]) {
    for block in blocks { write(block) }
  }

  private mutating func write(_ block: MarkdownBlock) {
    switch block {
    case .heading(let level, let text): heading(text, level: min(max(2, level + shift), 6))
    case .paragraph(let text): html += "<p>\(MarkdownInline.html(text))</p>\n"
    case .code(let text):
      html +=
        "<div class=\"scroll\" tabindex=\"0\"><pre><code>\(escaped(text))</code></pre></div>\n"
    case .quote(let inner): wrap(inner, in: "blockquote")
    case .list(let ordered, let start, let items): list(items, ordered: ordered, start: start)
    case .table(let headings, let alignments, let rows): table(headings, alignments, rows)
    case .rule: html += "<hr>\n"
    case .placeholder(let name):
      // A second copy would repeat the ids of the first.
      let content = placed.insert(name).inserted ? place(name) : nil
      html += content ?? "<p><code>\(escaped("{{\(name)}}"))</code></p>\n"
    }
  }

  /// Takes over HTML that this room wrote.
  mutating func append(_ safe: String) {
    html += safe
  }

  /// Writes a heading with an id of its own.
  mutating func heading(_ text: String, level: Int) {
    let inner = MarkdownInline.html(text)
    let title = Self.withoutTags(inner)
    let id = uniqueID(for: text)
    entries.append(Entry(level: level, id: id, title: title))
    html += "<h\(level) id=\"\(id)\">\(inner)</h\(level)>\n"
  }

  private mutating func wrap(_ blocks: [MarkdownBlock], in tag: String) {
    html += "<\(tag)>"
    write(blocks)
    html += "</\(tag)>\n"
  }

  private mutating func list(_ items: [[MarkdownBlock]], ordered: Bool, start: Int) {
    html += ordered ? (start == 1 ? "<ol>" : "<ol start=\"\(start)\">") : "<ul>"
    for item in items {
      html += "<li>"
      if let first = item.first, case .paragraph(let text) = first {
        html += MarkdownInline.html(text)
        write(Array(item.dropFirst()))
      } else {
        write(item)
      }
      html += "</li>\n"
    }
    html += ordered ? "</ol>\n" : "</ul>\n"
  }

  private mutating func table(
    _ headings: [String], _ alignments: [MarkdownBlock.Alignment], _ rows: [[String]]
  ) {
    func cells(_ texts: [String], _ tag: String) -> String {
      zip(texts, alignments).map { text, alignment in
        "<\(tag) class=\"\(alignment.rawValue)\">\(MarkdownInline.html(text))</\(tag)>"
      }.joined()
    }
    html += "<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\"><table>"
    html += "<thead><tr>\(cells(headings, "th"))</tr></thead><tbody>"
    for row in rows { html += "<tr>\(cells(row, "td"))</tr>" }
    html += "</tbody></table></div></figure>\n"
  }

  private mutating func uniqueID(for text: String) -> String {
    let words = text.lowercased().unicodeScalars.map { scalar -> Character in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    let slug = String(words).split(separator: "-").joined(separator: "-")
    let base = "section-" + (slug.isEmpty ? "untitled" : slug)
    var id = base
    var number = 2
    while !usedIDs.insert(id).inserted {
      id = "\(base)-\(number)"
      number += 1
    }
    return id
  }

  /// The safe text between tags that this file wrote itself.
  private static func withoutTags(_ html: String) -> String {
    var isInside = false
    return html.reduce(into: "") { text, character in
      if character == "<" { isInside = true }
      if !isInside { text.append(character) }
      if character == ">" { isInside = false }
    }
  }
}
