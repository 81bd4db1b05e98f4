/// Names what the marks of a plot mean, in rows that wrap.
struct Legend {
  private let plot: Plot
  private let looks: [SeriesLook]
  private let sheet: Sheet

  private enum Glyph {
    case series(SeriesLook)
    case printed
    case band
    case errorBar
  }

  init(_ plot: Plot, looks: [SeriesLook], on sheet: Sheet) {
    self.plot = plot
    self.looks = looks
    self.sheet = sheet
  }

  /// The drawn legend; empty where the title alone names what is drawn.
  func block() -> Block {
    let entries = entries()
    guard entries.count > 1 else { return Block() }
    var block = Block()
    var x = 0.0
    for (glyph, name) in entries {
      let label = TextMeasure.shortened(name, size: 12, limit: sheet.width - 30)
      let width = 30 + TextMeasure.width(label, size: 12)
      if x > 0, x + width > sheet.width {
        x = 0
        block.height += 20
      }
      draw(glyph, x: x, y: block.height + 10, into: &block.markup)
      block.markup.text(label, x: x + 30, y: block.height + 14, style: "ink")
      x += width + 18
    }
    block.height += 32
    return block
  }

  private func entries() -> [(Glyph, String)] {
    var entries: [(Glyph, String)] = []
    for (series, look) in zip(plot.series, looks) where !look.isPaired {
      let suffix = look.isPrinted ? " (printed in the paper)" : ""
      entries.append((.series(look), series.name + suffix))
    }
    if looks.contains(where: \.isPaired) { entries.append((.printed, "printed in the paper")) }
    if plot.series.contains(where: { $0.points.contains { $0.interval != nil } }) {
      entries.append((plot.kind == .line ? .band : .errorBar, plot.intervalMeaning))
    }
    return entries
  }

  private func draw(_ glyph: Glyph, x: Double, y: Double, into markup: inout Markup) {
    switch glyph {
    case .series(let look):
      markup.element("g", ["class": look.style]) { swatch(look, x: x, y: y, into: &$0) }
    case .printed:
      markup.element("g", ["class": "gray"]) { printed(x: x, y: y, into: &$0) }
    case .band:
      markup.element("g", ["class": "gray"]) {
        $0.empty(
          "rect",
          [
            "x": coordinate(x), "y": coordinate(y - 6), "width": "24", "height": "12",
            "fill": "currentColor", "fill-opacity": "0.22",
          ])
      }
    case .errorBar:
      markup.element("g", ["class": "black"]) { $0.errorBar(x: x + 12, from: y + 6, to: y - 6) }
    }
  }

  private func swatch(_ look: SeriesLook, x: Double, y: Double, into markup: inout Markup) {
    if plot.kind == .bar, !look.isPrinted {
      BarDrawing.bar(look, x: x, y: y - 6, width: 24, height: 12, sheet: sheet, into: &markup)
      return
    }
    if plot.kind == .line {
      markup.empty(
        "path",
        [
          "d": "M\(coordinate(x)) \(coordinate(y))h24", "stroke": "currentColor",
          "stroke-width": "2", "stroke-dasharray": look.dash, "fill": "none",
        ])
    }
    markup.marker(look, x: x + 12, y: y)
  }

  private func printed(x: Double, y: Double, into markup: inout Markup) {
    if plot.kind != .scatter {
      markup.empty(
        "path",
        [
          "d": "M\(coordinate(x)) \(coordinate(y))h24", "stroke": "currentColor",
          "stroke-width": "1.4", "stroke-dasharray": SeriesLook.printedDash, "fill": "none",
        ])
    }
    let shape: Marker = plot.kind == .bar ? .diamond : .circle
    markup.empty("path", ["class": "hollow", "d": shape.outline(x: x + 12, y: y)])
  }
}
