/// Draws a matrix as coloured cells below a colour bar.
struct HeatmapDrawing {
  private let map: Heatmap
  private let sheet: Sheet
  private let rows: HeatmapRows
  private let cellWidth: Double
  private let places: [Double]
  private let labels: LabelRow
  private let colours: HeatmapColours
  private let text: HeatmapText

  private static let barHeight = 62.0
  /// The room between the columns of different groups.
  private static let gap = 6.0
  private static let groupHeight = 20.0

  init(_ map: Heatmap, on sheet: Sheet) {
    self.map = map
    self.sheet = sheet
    let gaps = map.columns.indices.map { column in
      column > 0 && map.groups(column: column).first != map.groups(column: column - 1).first
        ? Self.gap : 0
    }
    let room = gaps.reduce(0, +)
    func width(_ left: Double) -> Double {
      (sheet.width - left - room) / Double(max(1, map.columns.count))
    }
    rows = HeatmapRows(map, on: sheet) { min(max(width($0) * 0.62, 24), 44) }
    let (left, cell) = (rows.left, width(rows.left))
    var shift = 0.0
    let places = map.columns.indices.map { column in
      shift += gaps[column]
      return left + shift + Double(column) * cell
    }
    self.places = places
    cellWidth = cell
    labels = LabelRow(
      categories: map.columns, places: places.map { $0 + cell / 2 }, slot: cell)
    colours = HeatmapColours(map)
    text = HeatmapText(map, cellWidth: cell)
  }

  /// The colour bar, the cells and the labels around them.
  func block() -> Block {
    var block = Block()
    colours.drawBar(width: min(260, sheet.width), into: &block.markup)
    let depth = map.columnGroups.map(\.count).min() ?? 0
    let groups = Double(depth) * Self.groupHeight
    let top = Self.barHeight + max(map.rowHeading.isEmpty ? 0 : 18, groups)
    if !map.rowHeading.isEmpty { drawRowHeading(above: top, into: &block.markup) }
    for run in HeatmapRows.runs(map.columnGroups) {
      draw(run, at: top - groups + Double(run.level) * Self.groupHeight, into: &block.markup)
    }
    rows.draw(below: top, to: sheet.width, into: &block.markup)
    for row in map.rows.indices {
      for column in map.columns.indices {
        drawCell(row, column, y: top + rows.top(row), into: &block.markup)
      }
    }
    let bottom = top + rows.bottom
    labels.draw(below: bottom, into: &block.markup)
    block.height = bottom + labels.height
    if !map.columnHeading.isEmpty {
      block.markup.text(
        map.columnHeading, x: (rows.left + sheet.width) / 2, y: block.height + 14, anchor: "middle")
      block.height += 22
    }
    return block
  }

  private func drawRowHeading(above top: Double, into markup: inout Markup) {
    let limit = map.columnGroups.isEmpty ? sheet.width : rows.left - 8
    markup.text(
      TextMeasure.shortened(map.rowHeading, size: 12, limit: limit), x: 0, y: top - 8)
  }

  /// The name of neighbouring columns, above a line that spans them.
  private func draw(_ run: HeatmapRows.Run, at y: Double, into markup: inout Markup) {
    guard let first = run.rows.first, let last = run.rows.last else { return }
    let (start, end) = (places[first] + 1, places[last] + cellWidth - 1)
    let name = map.groups(column: first)[run.level]
    markup.text(
      TextMeasure.shortened(name, size: 12, limit: end - start), x: (start + end) / 2, y: y + 13,
      anchor: "middle", style: "ink")
    markup.line(start, y + 17.5, end, y + 17.5, style: "axis")
  }

  private func drawCell(_ row: Int, _ column: Int, y: Double, into markup: inout Markup) {
    let x = places[column]
    let value = map.value(row: row, column: column)
    let colour = value.map(colours.colour)
    markup.element(
      "rect",
      [
        "class": "cell", "x": coordinate(x + 0.5), "y": coordinate(y + 0.5),
        "width": coordinate(cellWidth - 1), "height": coordinate(rows.height - 1),
        "fill": colour?.text ?? Texture.missing(on: sheet),
      ]
    ) {
      let words = HeatmapText.full(value, of: map)
      $0.element(
        "title", [:], "\(map.fullName(row: row)), \(map.fullName(column: column)): \(words)")
    }
    guard let text = text.fitting(value) else { return }
    let style = colour.map { $0.isLight ? "on-light" : "on-dark" } ?? "ink"
    markup.text(
      text, x: x + cellWidth / 2, y: y + rows.height / 2 + 4, anchor: "middle",
      style: self.text.size < 12 ? style + " small" : style)
  }
}
