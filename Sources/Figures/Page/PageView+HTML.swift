extension PageView {
  /// The report as one HTML file that loads nothing and runs nothing.
  ///
  /// It keeps an empty place for what is known only when it is written out; see
  /// `adding(surroundings:toPage:)`.
  package func html() -> String {
    let text = Self.withoutTitle(MarkdownParser.blocks(of: body), title: title)
    let shift = 2 - (Self.headingLevels(of: text).min() ?? 1)
    let rendered = sections.enumerated().map { index, section in
      (name: section.name, html: Self.html(of: section, figure: "f\(index + 1)", shift: shift))
    }
    let placed = Self.placeholders(in: text)
    var content = MarkdownHTML(headingShift: shift) { name in
      rendered.first { $0.name == name }?.html
    }
    content.write(text)
    for (index, section) in sections.enumerated() where !placed.contains(section.name) {
      if case .text(let text) = section.content {
        content.write(MarkdownParser.blocks(of: text))
      } else {
        content.append(rendered[index].html)
      }
    }
    if !lineage.isEmpty {
      content.heading("How this was measured", level: 2)
      content.append(LineageHTML.html(lineage))
    }
    return PageFrame.html(title: title, main: content.html, entries: content.entries)
  }

  private static func html(of section: Section, figure prefix: String, shift: Int) -> String {
    switch section.content {
    case .text(let text):
      var inner = MarkdownHTML(headingShift: shift)
      inner.write(MarkdownParser.blocks(of: text))
      return inner.html
    case .table(let table): return table.html(id: section.name) + "\n"
    case .figure(let svg, let caption):
      let drawing = InlineSVG.html(svg, prefix: prefix, description: caption)
      let words = caption.isEmpty ? "" : "<figcaption>\(MarkdownInline.html(caption))</figcaption>"
      return "<figure>\(drawing)\(words)</figure>\n"
    }
  }

  /// The text without a first heading that only repeats the title.
  private static func withoutTitle(_ blocks: [MarkdownBlock], title: String) -> [MarkdownBlock] {
    guard case .heading(level: 1, title) = blocks.first else { return blocks }
    return Array(blocks.dropFirst())
  }

  private static func headingLevels(of blocks: [MarkdownBlock]) -> [Int] {
    blocks.compactMap { if case .heading(let level, _) = $0 { level } else { nil } }
  }

  private static func placeholders(in blocks: [MarkdownBlock]) -> Set<String> {
    blocks.reduce(into: []) { names, block in
      switch block {
      case .placeholder(let name): names.insert(name)
      case .quote(let inner): names.formUnion(placeholders(in: inner))
      case .list(_, _, let items): names.formUnion(placeholders(in: items.flatMap { $0 }))
      default: break
      }
    }
  }
}
