/// Draws a matrix as coloured cells below a colour bar.
struct HeatmapDrawing {
  private let map: Heatmap
  private let sheet: Sheet
  private let left: Double
  private let cell: (width: Double, height: Double)
  private let labels: LabelRow
  private let domain: ClosedRange<Double>
  private let colours: ColourMap

  private static let barHeight = 62.0

  init(_ map: Heatmap, on sheet: Sheet) {
    self.map = map
    self.sheet = sheet
    let longest = map.rows.map { TextMeasure.width($0, size: 12) }.max() ?? 0
    left = min(longest.rounded(.up) + 10, sheet.width * 0.34)
    let width = (sheet.width - left) / Double(max(1, map.columns.count))
    cell = (width, min(max(width * 0.62, 24), 44))
    let start = left
    let places = map.columns.indices.map { start + (Double($0) + 0.5) * width }
    labels = LabelRow(categories: map.columns, places: places, slot: width)
    domain = Self.domain(map)
    switch map.colours {
    case .sequential: colours = .sequential
    case .diverging: colours = .diverging
    }
  }

  /// The colour bar, the cells and the labels around them.
  func block() -> Block {
    var block = Block()
    drawColourBar(into: &block.markup)
    let top = Self.barHeight + (map.rowHeading.isEmpty ? 0 : 18)
    if !map.rowHeading.isEmpty { block.markup.text(map.rowHeading, x: 0, y: top - 8) }
    for row in map.rows.indices { draw(row: row, top: top, into: &block.markup) }
    let bottom = top + Double(map.rows.count) * cell.height
    labels.draw(below: bottom, into: &block.markup)
    block.height = bottom + labels.height
    if !map.columnHeading.isEmpty {
      block.markup.text(
        map.columnHeading, x: (left + sheet.width) / 2, y: block.height + 14, anchor: "middle")
      block.height += 22
    }
    return block
  }

  private func draw(row: Int, top: Double, into markup: inout Markup) {
    let y = top + Double(row) * cell.height
    let name = TextMeasure.shortened(map.rows[row], size: 12, limit: left - 10)
    markup.text(name, x: left - 8, y: y + cell.height / 2 + 4, anchor: "end")
    for column in map.columns.indices { drawCell(row, column, y: y, into: &markup) }
  }

  private func drawCell(_ row: Int, _ column: Int, y: Double, into markup: inout Markup) {
    let x = left + Double(column) * cell.width
    let value = map.value(row: row, column: column)
    let colour = value.map { colours.colour(at: fraction(of: $0)) }
    let text = value.map { NumberText.fixed($0, decimals: map.decimals) } ?? NumberText.missing
    markup.element(
      "rect",
      [
        "class": "cell", "x": coordinate(x + 0.5), "y": coordinate(y + 0.5),
        "width": coordinate(cell.width - 1), "height": coordinate(cell.height - 1),
        "fill": colour?.text ?? Texture.missing(on: sheet),
      ]
    ) { $0.element("title", [:], "\(map.rows[row]), \(map.columns[column]): \(text)") }
    guard TextMeasure.width(text, size: 12) <= cell.width - 4 else { return }
    let style = colour.map { $0.isLight ? "on-light" : "on-dark" } ?? "ink"
    markup.text(
      text, x: x + cell.width / 2, y: y + cell.height / 2 + 4, anchor: "middle", style: style)
  }

  private func drawColourBar(into markup: inout Markup) {
    let width = min(260, sheet.width)
    let steps = 52
    if !map.valueHeading.isEmpty { markup.text(map.valueHeading, x: 0, y: 12) }
    for step in 0..<steps {
      let fraction = (Double(step) + 0.5) / Double(steps)
      markup.empty(
        "rect",
        [
          "x": coordinate(width * Double(step) / Double(steps)), "y": "19",
          "width": coordinate(width / Double(steps) + (step + 1 < steps ? 0.5 : 0)),
          "height": "10", "fill": colours.colour(at: fraction).text,
        ])
    }
    let scale = Scale(.linear, domain: domain, from: 0, to: width)
    for tick in Ticks.over(domain, kind: .linear, count: 4) {
      let place = scale.clampedPlace(of: tick.value)
      let anchor = place < 12 ? "start" : place > width - 12 ? "end" : "middle"
      markup.line(place, 29, place, 33, style: "axis")
      markup.text(tick.label, x: place, y: 45, anchor: anchor)
    }
  }

  private func fraction(of value: Double) -> Double {
    (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
  }

  /// The values at the ends of the colours; around a middle, both ends are equally far from it.
  private static func domain(_ map: Heatmap) -> ClosedRange<Double> {
    if let fixed = map.domain, fixed.lowerBound < fixed.upperBound { return fixed }
    let values = map.values.flatMap { $0 }.filter(\.isFinite)
    switch map.colours {
    case .sequential:
      return Domain.covering(values, kind: .linear, rounded: true, ticks: 4)
    case .diverging(let middle):
      let reach = values.map { ($0 - middle).magnitude }.max() ?? 0
      let half = reach > 0 ? reach : 1
      return (middle - half)...(middle + half)
    }
  }
}
