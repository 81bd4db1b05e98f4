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
  let page = Leaf(width: Sheet.wideWidth, height: wide.height, margin: 16)
  let narrowPage = narrow.map {
    Leaf(width: Sheet.narrowWidth, height: $0.height, margin: 8, atLeastAsTallAs: page)
  }
  let ratio = narrowPage.map { "--narrow:\(coordinate($0.width))/\(coordinate($0.height))" }
  markup.element(
    "svg",
    [
      "xmlns": "http://www.w3.org/2000/svg", "viewBox": page.viewBox,
      "width": coordinate(page.width), "height": coordinate(page.height), "role": "img",
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
    $0.element("g", ["class": "wide"]) { page.draw(wide, into: &$0) }
    if let narrow, let narrowPage {
      narrowPage.place(over: page, into: &$0) { narrowPage.draw(narrow, into: &$0) }
    }
  }
  return markup.text + "\n"
}

/// A drawing's paper with a margin on all sides; the drawing itself begins at zero.
private struct Leaf {
  let width: Double
  let height: Double
  let margin: Double

  init(width: Double, height: Double, margin: Double, atLeastAsTallAs other: Leaf? = nil) {
    let full = width + 2 * margin
    self.width = full
    self.margin = margin
    let needed = height + 2 * margin
    // Of the same shape or taller, a leaf laid over another is fitted by its width.
    self.height = max(needed, other.map { full * $0.height / $0.width } ?? 0)
  }

  var viewBox: String {
    [-margin, -margin, width, height].map(coordinate).joined(separator: " ")
  }

  func draw(_ block: Block, into markup: inout Markup) {
    markup.empty(
      "rect",
      [
        "class": "paper", "x": coordinate(-margin), "y": coordinate(-margin),
        "width": coordinate(width), "height": coordinate(height),
      ])
    markup.append(block.markup)
  }

  /// Lays this leaf over a wide one, hidden until the style sheet swaps them.
  ///
  /// The root then takes the narrow shape while its view box stays wide, so this leaf is scaled to
  /// the full width and centred around the middle of the view box.
  func place(over wide: Leaf, into markup: inout Markup, _ content: (inout Markup) -> Void) {
    let scaled = wide.width / width * height
    markup.element(
      "svg",
      [
        "class": "narrow", "display": "none", "x": coordinate(-wide.margin),
        "y": coordinate((wide.height - scaled) / 2 - wide.margin),
        "width": coordinate(wide.width), "height": coordinate(scaled), "viewBox": viewBox,
      ], content)
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
  case .surface(let surface): body = [SurfaceDrawing(surface, on: sheet).block()]
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
