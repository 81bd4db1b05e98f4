/// Draws series as groups of bars; printed values stand before the bars they belong to.
struct BarDrawing {
  let frame: Frame
  let looks: [SeriesLook]

  private var measuredCount: Int { max(1, looks.count { !$0.isPrinted }) }

  private var barWidth: Double {
    guard case .categories(_, _, let slot) = frame.across else { return 0 }
    return min(44, slot * 0.76 / Double(measuredCount))
  }

  private var base: Double {
    frame.plot.y.scale == .linear ? frame.y.clampedPlace(of: 0) : frame.bottom
  }

  /// Draws bars, then the intervals, then the printed values, so that nothing hides a smaller mark.
  func draw(into markup: inout Markup) {
    for isPrinted in [false, true] {
      for (series, look) in zip(frame.plot.series, looks) where look.isPrinted == isPrinted {
        markup.element("g", ["class": look.style]) { markup in
          for point in series.points {
            guard let x = centre(of: point, look) else { continue }
            if isPrinted {
              printed(point, of: series, x: x, look: look, into: &markup)
            } else {
              measured(point, of: series, x: x, look: look, into: &markup)
            }
          }
        }
      }
    }
  }

  /// One bar with the texture of its series, which tells it from others without colour.
  static func bar(
    _ look: SeriesLook, x: Double, y: Double, width: Double, height: Double, sheet: Sheet,
    hint: String = "", into markup: inout Markup
  ) {
    let place: (String, String) = (coordinate(x), coordinate(y))
    let size: (String, String) = (coordinate(max(width, 0.5)), coordinate(max(height, 0.5)))
    let fills = ["currentColor"] + Texture.fill(of: look, on: sheet)
    for (index, fill) in fills.enumerated() {
      markup.element(
        "rect",
        [
          "class": index == 0 ? "bar" : "texture", "x": place.0, "y": place.1, "width": size.0,
          "height": size.1, "fill": fill,
        ]
      ) {
        if !hint.isEmpty { $0.element("title", [:], hint) }
      }
    }
  }

  /// The middle of the bar of a point; a printed value without a bar stands amid its group.
  private func centre(of point: Point, _ look: SeriesLook) -> Double? {
    guard let middle = frame.place(point.x) else { return nil }
    guard !look.isPrinted || look.isPaired else { return middle }
    return middle + (Double(look.index) - Double(measuredCount - 1) / 2) * barWidth
  }

  private func measured(
    _ point: Point, of series: Series, x: Double, look: SeriesLook, into markup: inout Markup
  ) {
    guard Scale.accepts(point.y, frame.plot.y.scale) else {
      markup.text("n/a", x: x, y: base - 5, anchor: "middle", style: "missing")
      return
    }
    let end = frame.y.clampedPlace(of: point.y)
    let width = barWidth - min(2, barWidth * 0.1)
    Self.bar(
      look, x: x - width / 2, y: min(base, end), width: width, height: (end - base).magnitude,
      sheet: frame.sheet, hint: ChartWords.hint(for: point, of: series), into: &markup)
    if let interval = point.interval {
      markup.element("g", ["class": "black"]) {
        $0.errorBar(
          x: x, from: frame.y.clampedPlace(of: interval.lowerBound),
          to: frame.y.clampedPlace(of: interval.upperBound), cap: min(4, barWidth / 4))
      }
    }
  }

  private func printed(
    _ point: Point, of series: Series, x: Double, look: SeriesLook, into markup: inout Markup
  ) {
    guard let y = frame.place(point)?.y else { return }
    let half = barWidth / 2 + 2
    let data = "M\(coordinate(x - half)) \(coordinate(y))h\(coordinate(2 * half))"
    markup.empty("path", ["class": "halo", "d": data, "stroke-width": "3.4", "fill": "none"])
    markup.element("g", ["class": "black"]) {
      $0.empty(
        "path",
        [
          "d": data, "stroke": "currentColor", "stroke-width": "1.4",
          "stroke-dasharray": SeriesLook.printedDash, "fill": "none",
        ])
      let shape = Marker.diamond.outline(x: x, y: y)
      $0.element("path", ["class": "hollow", "d": shape]) {
        $0.element("title", [:], ChartWords.hint(for: point, of: series))
      }
    }
  }
}
