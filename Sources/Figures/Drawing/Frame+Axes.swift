extension Frame {
  /// Draws headings, grid, tick labels and axis lines.
  func drawAxes(into markup: inout Markup) {
    if !plot.y.heading.isEmpty {
      markup.text(
        TextMeasure.shortened(plot.y.heading, size: 12, limit: sheet.width), x: 0, y: 12)
    }
    for tick in yTicks {
      let place = y.clampedPlace(of: tick.value)
      markup.line(left, place, right, place, style: "grid")
      markup.text(tick.label, x: left - 7, y: place + 4, anchor: "end")
    }
    if case .numbers = across {
      for entry in labels.entries {
        markup.line(entry.place, bottom, entry.place, bottom + 5, style: "axis")
      }
    }
    labels.draw(below: bottom, into: &markup)
    if !plot.x.heading.isEmpty {
      markup.text(
        TextMeasure.shortened(plot.x.heading, size: 12, limit: sheet.width),
        x: min(max((left + right) / 2, 0), sheet.width), y: bottom + labels.height + 14,
        anchor: "middle")
    }
  }

  /// Draws the line at zero or, where zero is not on the axis, the lower edge.
  func drawBaseline(into markup: inout Markup) {
    let zero = plot.y.scale == .linear && y.domain.contains(0) ? y.clampedPlace(of: 0) : bottom
    if zero == bottom || plot.kind != .bar {
      markup.line(left, bottom, right, bottom, style: "axis")
    }
    if zero != bottom { markup.line(left, zero, right, zero, style: "axis") }
  }

  /// Draws the lines that stand for one value each, with their labels.
  func drawReferences(into markup: inout Markup) {
    for reference in plot.references {
      markup.element("g", ["class": "gray reference"]) { draw(reference, into: &$0) }
    }
  }

  private func draw(_ reference: ReferenceLine, into markup: inout Markup) {
    let ends: (x1: Double, y1: Double, x2: Double, y2: Double)
    switch reference.direction {
    case .y:
      guard y.domain.contains(reference.value), let place = y.place(of: reference.value) else {
        return
      }
      ends = (left, place, right, place)
    case .x:
      guard let place = place(.number(reference.value)) else { return }
      ends = (place, top, place, bottom)
    }
    let data =
      "M\(coordinate(ends.x1)) \(coordinate(ends.y1))L\(coordinate(ends.x2)) \(coordinate(ends.y2))"
    markup.empty(
      "path",
      [
        "d": data, "fill": "none", "stroke": "currentColor", "stroke-width": "1.4",
        "stroke-dasharray": "6 4",
      ])
    let label = TextMeasure.shortened(reference.label, size: 12, limit: right - left)
    let leansRight =
      reference.direction == .y
      || ends.x1 + TextMeasure.width(label, size: 12) + 6 > right
    markup.text(
      label, x: leansRight ? ends.x2 - 5 : ends.x1 + 5,
      y: reference.direction == .y ? max(ends.y1 - 5, top + 9) : top + 10,
      anchor: leansRight ? "end" : "start", style: "on-plot ink")
  }
}
