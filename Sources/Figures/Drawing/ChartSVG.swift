/// A chart as one SVG file that needs nothing else.
///
/// It holds two drawings: a wide one, and a narrow one that its style sheet shows on telephones, so
/// that text stays readable instead of shrinking. Equal charts have equal bytes.
package func svg(_ chart: Chart) -> String {
  let identity = identity(of: chart)
  let wide = drawing(of: chart, on: Sheet(width: Sheet.wideWidth, prefix: identity))
  let narrow =
    isHeavy(chart)
    ? nil : drawing(of: chart, on: Sheet(width: Sheet.narrowWidth, prefix: identity))
  return file(chart, wide: wide, narrow: narrow, identity: identity)
}

/// A name that equal charts share and different ones do not, from all that the chart draws.
private func identity(of chart: Chart) -> String {
  let draft = drawing(of: chart, on: Sheet(width: Sheet.wideWidth, prefix: "m"))
  let pictures = ImageGridDrawing.definitions(for: chart.content, prefix: "m")
  return "m" + fingerprint(chart.title + draft.markup.text + pictures.text)
}

/// A drawing of so many marks that a second one would weigh more than it helps.
private func isHeavy(_ chart: Chart) -> Bool {
  guard case .plot(let plot) = chart.content else { return false }
  return plot.series.reduce(0) { $0 + $1.points.count } > 3000
}

private func file(_ chart: Chart, wide: Block, narrow: Block?, identity: String) -> String {
  var markup = Markup()
  let size = (coordinate(Sheet.wideWidth), coordinate(wide.height))
  let ratio = narrow.map { "--narrow:\(coordinate(Sheet.narrowWidth))/\(coordinate($0.height))" }
  markup.element(
    "svg",
    [
      "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(size.0) \(size.1)",
      "width": size.0, "height": size.1, "role": "img",
      "class": ChartStyle.rootClass + (narrow == nil ? "" : " twin"), "style": ratio ?? "",
      "aria-labelledby": "\(identity)-title", "aria-describedby": "\(identity)-desc",
    ]
  ) {
    $0.element("title", ["id": "\(identity)-title"], chart.title)
    $0.element("desc", ["id": "\(identity)-desc"], ChartWords.description(of: chart))
    $0.element("style") { $0.append(safe: ChartStyle.css) }
    $0.element("defs") {
      $0.append(Texture.definitions(for: chart.content, prefix: identity))
      $0.append(ImageGridDrawing.definitions(for: chart.content, prefix: identity))
    }
    $0.element("g", ["class": "wide"]) {
      $0.empty("rect", ["class": "paper", "width": size.0, "height": size.1])
      $0.append(wide.markup)
    }
    if let narrow { place(narrow, beside: wide, into: &$0) }
  }
  return markup.text + "\n"
}

/// Puts the narrow drawing over the wide one, hidden until the style sheet swaps them.
///
/// The root then takes the narrow shape while its view box stays wide, so the narrow drawing is
/// scaled to the full width and centred around the middle of the view box.
private func place(_ narrow: Block, beside wide: Block, into markup: inout Markup) {
  let height = Sheet.wideWidth / Sheet.narrowWidth * narrow.height
  markup.element(
    "svg",
    [
      "class": "narrow", "display": "none", "x": "0",
      "y": coordinate((wide.height - height) / 2), "width": coordinate(Sheet.wideWidth),
      "height": coordinate(height),
      "viewBox": "0 0 \(coordinate(Sheet.narrowWidth)) \(coordinate(narrow.height))",
    ]
  ) {
    $0.empty(
      "rect",
      [
        "class": "paper", "width": coordinate(Sheet.narrowWidth),
        "height": coordinate(narrow.height),
      ])
    $0.append(narrow.markup)
  }
}

private func drawing(of chart: Chart, on sheet: Sheet) -> Block {
  let header = TextBlock.header(of: chart, on: sheet)
  var notes = chart.caption.isEmpty ? [] : [chart.caption]
  var body: [Block]
  switch chart.content {
  case .plot(let plot):
    let looks = SeriesLook.all(of: plot)
    let frame = Frame(plot, on: sheet)
    body = [Legend(plot, looks: looks, on: sheet).block(), block(frame, looks)]
    notes += ChartWords.omissions(in: plot, frame: frame)
  case .heatmap(let map): body = [HeatmapDrawing(map, on: sheet).block()]
  case .images(let grid): body = [ImageGridDrawing(grid: grid, sheet: sheet).block()]
  }
  return .stacked([header] + body + [TextBlock.notes(notes, on: sheet)])
}

private func block(_ frame: Frame, _ looks: [SeriesLook]) -> Block {
  var block = Block(height: frame.height)
  frame.drawAxes(into: &block.markup)
  frame.drawBaseline(into: &block.markup)
  if frame.plot.kind == .bar {
    BarDrawing(frame: frame, looks: looks).draw(into: &block.markup)
    frame.drawBaseline(into: &block.markup)
  } else {
    LineDrawing(frame: frame, looks: looks).draw(into: &block.markup)
  }
  frame.drawReferences(into: &block.markup)
  return block
}
