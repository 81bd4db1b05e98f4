extension TableView {
  /// The table as part of a page: scrolls sideways by itself, folds when it is long.
  package func html() -> String {
    var markup = Markup()
    let isBroad = columns.count > 8
    markup.element("figure", ["class": isBroad ? "table broad" : "table"]) { markup in
      if !title.isEmpty || !caption.isEmpty { writeCaption(into: &markup) }
      let shownRows = rows.count > foldsAfter + 5 ? foldsAfter : rows.count
      write(rows.prefix(shownRows), into: &markup)
      if shownRows < rows.count {
        markup.element("details") { markup in
          markup.element("summary", [:], "\(rows.count - shownRows) more rows of \(rows.count)")
          write(rows.dropFirst(shownRows), into: &markup)
        }
      }
    }
    return markup.text
  }

  private func write(_ rows: ArraySlice<[Cell]>, into markup: inout Markup) {
    let name = title.isEmpty ? "Table" : title
    markup.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": name]
    ) { markup in
      markup.element("table") { markup in
        markup.element("thead") { $0.element("tr") { writeHeadings(into: &$0) } }
        markup.element("tbody") { markup in
          for row in rows { markup.element("tr") { write(row, into: &$0) } }
        }
      }
    }
  }

  private func writeCaption(into markup: inout Markup) {
    markup.element("figcaption") {
      if !title.isEmpty { $0.element("strong", [:], title) }
      if !title.isEmpty, !caption.isEmpty { $0.write(" ") }
      $0.write(caption)
    }
  }

  private func writeHeadings(into markup: inout Markup) {
    for column in columns {
      markup.element("th", ["scope": "col", "class": column.isNumeric ? "number" : "words"]) {
        $0.write(column.name)
        if !column.unit.isEmpty {
          $0.write(" ")
          $0.element("span", ["class": "unit"], "(\(column.unit))")
        }
      }
    }
  }

  private func write(_ row: [Cell], into markup: inout Markup) {
    for (index, column) in columns.enumerated() {
      let style = column.isNumeric ? "number" : "words"
      markup.element("td", ["class": style], shown(cell(row, index), in: column))
    }
  }
}
