extension TableView {
  /// The table as part of a page: scrolls sideways by itself, folds when it is long.
  ///
  /// - Parameter id: the name by which other places of the page link to it.
  package func html(id: String = "") -> String {
    var markup = Markup()
    let style = columns.count > 7 ? "table broad" : "table"
    let attributes: Markup.Attributes = id.isEmpty ? ["class": style] : ["class": style, "id": id]
    markup.element("figure", attributes) { markup in
      if !title.isEmpty || !caption.isEmpty || download != nil { writeCaption(into: &markup) }
      let shownRows = rows.count > foldsAfter + 5 ? wholeGroups(upTo: foldsAfter) : rows.count
      write(0..<shownRows, into: &markup)
      if shownRows < rows.count {
        markup.element("details") { markup in
          markup.element("summary", [:], "\(rows.count - shownRows) more rows of \(rows.count)")
          write(shownRows..<rows.count, into: &markup)
        }
      }
    }
    return markup.text
  }

  /// The end of the group in which row `count` stands, so that a fold never splits a group.
  private func wholeGroups(upTo count: Int) -> Int {
    guard !groups.isEmpty else { return count }
    var end = 0
    for group in groups where end < count { end += group.rows }
    return end
  }

  private func write(_ range: Range<Int>, into markup: inout Markup) {
    let name = title.isEmpty ? "Table" : title
    markup.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": name]
    ) { markup in
      markup.element("table") { markup in
        markup.element("thead") { writeHeadings(into: &$0) }
        if groups.isEmpty { writeBody(range, below: nil, into: &markup) }
        var start = 0
        for group in groups {
          let rows = start..<(start + group.rows)
          if range.overlaps(rows) { writeBody(rows, below: group, into: &markup) }
          start = rows.upperBound
        }
      }
    }
  }

  private func writeBody(_ range: Range<Int>, below group: Group?, into markup: inout Markup) {
    markup.element("tbody") { markup in
      if let group {
        markup.element("tr", ["class": "group"]) {
          $0.element("th", ["colspan": "\(columns.count)", "scope": "rowgroup"]) { markup in
            markup.write(group.title)
            if !group.note.isEmpty { writeNote(group.note, into: &markup) }
          }
        }
      }
      for row in rows[range] { markup.element("tr") { write(row, into: &$0) } }
    }
  }

  private func writeNote(_ note: [Cell], into markup: inout Markup) {
    markup.element("div", ["class": "note"]) { markup in
      for (index, cell) in note.enumerated() {
        if index > 0 { markup.write(" · ") }
        write(shown(cell, in: Column("")), as: cell, into: &markup)
      }
    }
  }

  private func writeCaption(into markup: inout Markup) {
    markup.element("figcaption") { markup in
      if !title.isEmpty { markup.element("strong", [:], title) }
      if !title.isEmpty, !caption.isEmpty { markup.write(" ") }
      markup.write(caption)
      guard let download else { return }
      markup.write(" ")
      let data = "data:text/csv;charset=utf-8;base64," + base64(Array(download.text.utf8))
      markup.element("a", ["class": "download", "download": download.name, "href": data], "CSV")
    }
  }

  /// One row of headings or, where columns share some, two.
  private func writeHeadings(into markup: inout Markup) {
    let isSpanned = columns.contains { !$0.span.isEmpty }
    if isSpanned { markup.element("tr", ["class": "spans"]) { writeSpans(into: &$0) } }
    let named = columns.filter { !isSpanned || !$0.span.isEmpty }
    guard named.contains(where: { !$0.name.isEmpty || !$0.unit.isEmpty }) else { return }
    markup.element("tr") { markup in
      for column in named { writeHeading(column, height: 1, into: &markup) }
    }
  }

  private func writeSpans(into markup: inout Markup) {
    var rest = columns[...]
    while let column = rest.first {
      let width = column.span.isEmpty ? 1 : rest.prefix { $0.span == column.span }.count
      if column.span.isEmpty {
        writeHeading(column, height: 2, into: &markup)
      } else {
        markup.element("th", ["scope": "colgroup", "colspan": "\(width)"], column.span)
      }
      rest = rest.dropFirst(width)
    }
  }

  private func writeHeading(_ column: Column, height: Int, into markup: inout Markup) {
    let style = column.isNumeric ? "number" : "words"
    let attributes: Markup.Attributes =
      height == 1
      ? ["scope": "col", "class": style]
      : ["scope": "col", "class": style, "rowspan": "\(height)"]
    markup.element("th", attributes) {
      $0.write(column.name)
      if !column.unit.isEmpty {
        $0.write(" ")
        $0.element("span", ["class": "unit"], "(\(column.unit))")
      }
    }
  }

  private func write(_ row: [Cell], into markup: inout Markup) {
    for (index, column) in columns.enumerated() {
      let cell = cell(row, index)
      let text = shown(cell, in: column)
      // A name such as MLP-Attn is never broken at its hyphen.
      let words =
        switch text.count {
        case 61...: "words long"
        case 25...: "words wide"
        case 15...: "words"
        default: "words term"
        }
      markup.element("td", ["class": column.isNumeric ? "number" : words]) {
        write(text, as: cell, into: &$0)
      }
    }
  }

  private func write(_ text: String, as cell: Cell, into markup: inout Markup) {
    switch cell {
    case .link(_, let address):
      guard let address = LinkAddress.safe(address) else { return markup.write(text) }
      markup.element("a", ["href": address], text)
    case .code: markup.element("code", [:], text)
    case .mark(let mark, _):
      markup.element("span", ["class": "marked"]) {
        mark.draw(into: &$0)
        $0.element("span", [:], text)
      }
    case .text, .integer, .number, .interval, .missing: markup.write(text)
    }
  }
}
