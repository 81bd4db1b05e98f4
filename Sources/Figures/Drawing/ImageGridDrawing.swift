/// Draws panels of small pictures, each picture above its caption.
///
/// The pictures themselves are defined once per chart and used by every drawing of it.
struct ImageGridDrawing {
  let grid: ImageGrid
  let sheet: Sheet

  private static let gap = 12.0
  private static let leadWidth = 112.0
  private static let lineHeight = 15.0
  /// The bar at a row's left edge with the space behind it.
  private static let bar = (width: 3.0, indent: 13.0)

  /// The pictures with an id each.
  static func definitions(for content: Chart.Content, prefix: String) -> Markup {
    var markup = Markup()
    guard case .images(let grid) = content else { return markup }
    for (index, picture) in grid.pictures.enumerated() {
      markup.empty(
        "image",
        [
          "id": "\(prefix)-image\(index)", "width": "100",
          "height": coordinate(picture.height(atWidth: 100)),
          "preserveAspectRatio": "none", "image-rendering": "pixelated",
          "href": "data:image/png;base64," + base64(png(picture)),
        ])
    }
    return markup
  }

  /// All panels, with a rule between them.
  func block() -> Block {
    var block = Block()
    var drawn = 0
    for (number, panel) in grid.panels.enumerated() {
      if number > 0 {
        block.markup.line(0, block.height + 4, sheet.width, block.height + 4, style: "grid")
        block.height += 20
      }
      append(self.block(of: panel, from: drawn), to: &block)
      drawn += panel.pictureCount
    }
    return block
  }

  /// A panel whose first picture is the one numbered `first`: the lead at the left, or above where that is narrow.
  private func block(of panel: ImageGrid.Panel, from first: Int) -> Block {
    var block = Block()
    if !panel.heading.isEmpty {
      for line in TextMeasure.wrapped(panel.heading, size: 13, limit: sheet.width) {
        block.markup.text(line, x: 0, y: block.height + 12, style: "ink")
        block.height += 18
      }
      block.height += 6
    }
    let hasLeads = grid.panels.contains { $0.lead != nil }
    let indent = hasLeads && !sheet.isNarrow ? Self.leadWidth + 2 * Self.gap : 0
    var lead = Block()
    if let picture = panel.lead {
      lead.height = draw(picture, first, x: 0, y: 0, width: Self.leadWidth, into: &lead.markup)
      lead.height += 8
    }
    var rows = Block()
    var drawn = first + (panel.lead == nil ? 0 : 1)
    for row in panel.rows {
      append(self.block(of: row, from: drawn, width: sheet.width - indent), to: &rows)
      drawn += row.pictures.count
    }
    let isBeside = indent > 0
    block.append(lead, x: 0, y: block.height)
    block.append(rows, x: indent, y: block.height + (isBeside ? 0 : lead.height))
    block.height += isBeside ? max(lead.height, rows.height) : lead.height + rows.height
    return block
  }

  private func block(of row: ImageGrid.Row, from first: Int, width: Double) -> Block {
    var block = Block()
    let indent = row.colour == nil ? 0 : Self.bar.indent
    if !row.heading.isEmpty {
      block.markup.text(row.heading, x: indent, y: 11)
      block.height += 19
    }
    let columns = min(grid.columns, sheet.isNarrow ? 4 : grid.columns)
    let side = min(112, (width - indent + Self.gap) / Double(columns) - Self.gap)
    for start in stride(from: 0, to: row.pictures.count, by: columns) {
      var tallest = 0.0
      for (column, picture) in row.pictures[start...].prefix(columns).enumerated() {
        let x = indent + Double(column) * (side + Self.gap)
        let height = draw(
          picture, first + start + column, x: x, y: block.height, width: side, into: &block.markup)
        tallest = max(tallest, height)
      }
      block.height += tallest + 8
    }
    if let colour = row.colour {
      block.markup.empty(
        "rect",
        [
          "class": "s\(colour % ChartStyle.seriesCount)", "fill": "currentColor", "x": "0",
          "y": "0", "width": coordinate(Self.bar.width), "height": coordinate(block.height - 8),
        ])
    }
    block.height += 6
    return block
  }

  /// Draws a picture with a thin frame and its caption; the height of both.
  private func draw(
    _ picture: Picture, _ number: Int, x: Double, y: Double, width: Double,
    into markup: inout Markup
  ) -> Double {
    let height = picture.height(atWidth: width)
    markup.element(
      "use",
      [
        "href": "#\(sheet.prefix)-image\(number)",
        "transform": "translate(\(coordinate(x)) \(coordinate(y))) "
          + "scale(\(NumberText.exact((width * 10).rounded() / 1000)))",
      ]
    ) { $0.element("title", [:], picture.caption) }
    markup.empty(
      "rect",
      [
        "class": "axis", "fill": "none", "x": coordinate(x), "y": coordinate(y),
        "width": coordinate(width), "height": coordinate(height),
      ])
    let lines = picture.caption.split(separator: "\n").flatMap {
      TextMeasure.wrapped(String($0), size: 12, limit: width)
    }.prefix(4)
    for (line, text) in lines.enumerated() {
      markup.text(text, x: x, y: y + height + 16 + Double(line) * Self.lineHeight)
    }
    return height + 4 + Double(lines.count) * Self.lineHeight
  }

  private func append(_ other: Block, to block: inout Block) {
    block.append(other, x: 0, y: block.height)
    block.height += other.height
  }
}

extension Picture {
  fileprivate func height(atWidth width: Double) -> Double {
    width * Double(height) / Double(self.width)
  }
}

extension ImageGrid.Panel {
  fileprivate var pictureCount: Int {
    (lead == nil ? 0 : 1) + rows.reduce(0) { $0 + $1.pictures.count }
  }
}

extension Block {
  /// Draws another block at a place of this one.
  fileprivate mutating func append(_ other: Block, x: Double, y: Double) {
    guard other.height > 0 else { return }
    markup.element("g", ["transform": "translate(\(coordinate(x)) \(coordinate(y)))"]) {
      $0.append(other.markup)
    }
  }
}
