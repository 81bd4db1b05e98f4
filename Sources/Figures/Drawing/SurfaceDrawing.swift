/// Draws functions of two numbers as bands of colour, side by side below one scale of colours.
struct SurfaceDrawing {
  private let surface: Surface
  private let sheet: Sheet
  private let levels: [Double]
  private let side: Double
  private let perLine: Int

  private static let left = 46.0
  private static let gap = 22.0
  private static let barHeight = 62.0

  init(_ surface: Surface, on sheet: Sheet) {
    self.surface = surface
    self.sheet = sheet
    levels = surface.levels
    perLine = sheet.isNarrow ? 1 : min(2, max(1, surface.panels.count))
    let free = sheet.width - Double(perLine) * Self.left - Double(perLine - 1) * Self.gap
    side = min(free / Double(perLine), 400)
  }

  /// The scale of colours, then the panels.
  func block() -> Block {
    var block = Block()
    drawScale(into: &block.markup)
    block.height = Self.barHeight
    for start in stride(from: 0, to: surface.panels.count, by: perLine) {
      let line = surface.panels[start..<min(start + perLine, surface.panels.count)]
      for (place, panel) in line.enumerated() {
        let x = Double(place) * (Self.left + side + Self.gap)
        block.markup.element(
          "g", ["transform": "translate(\(coordinate(x)) \(coordinate(block.height)))"]
        ) { draw(panel, into: &$0) }
      }
      block.height += side + 64
    }
    return block
  }

  private func draw(_ panel: Surface.Panel, into markup: inout Markup) {
    let top = 24.0
    let name = TextMeasure.shortened(panel.name, size: 12, limit: side)
    markup.text(name, x: Self.left, y: 14, style: "ink")
    markup.element("g", ["class": "surface"]) { drawBands(panel, top: top, into: &$0) }
    drawAxes(top: top, into: &markup)
    guard !surface.center.isEmpty, let first = surface.places.first, let last = surface.places.last,
      first < 0, last > 0
    else { return }
    let (x, y) = place(0, 0, top: top)
    let cross = "M\(coordinate(x - 5)) \(coordinate(y))h10M\(coordinate(x)) \(coordinate(y - 5))v10"
    markup.element("g", ["class": "center"]) {
      $0.element("title", [:], surface.center)
      $0.empty("path", ["d": cross, "stroke": "#fff", "stroke-width": "4"])
      $0.empty("path", ["d": cross, "stroke": "#15181c", "stroke-width": "1.6"])
    }
  }

  /// The bands from the lowest up, each over the whole of what is at least as high.
  private func drawBands(_ panel: Surface.Panel, top: Double, into markup: inout Markup) {
    markup.empty(
      "rect",
      [
        "x": coordinate(Self.left), "y": coordinate(top), "width": coordinate(side),
        "height": coordinate(side), "fill": colour(ofBand: 0),
      ])
    let contours = Contours(panel.values)
    for (index, level) in levels.enumerated() {
      let loops = contours.loops(at: level)
      guard !loops.isEmpty else { continue }
      markup.element(
        "path",
        [
          "class": "band", "d": loops.map { outline($0, top: top) }.joined(),
          "fill": colour(ofBand: index + 1), "stroke": "#15181c",
          "stroke-opacity": "0.35", "stroke-width": "0.6", "stroke-linejoin": "round",
        ]
      ) { $0.element("title", [:], "\(surface.valueHeading) \(NumberText.significant(level))") }
    }
  }

  private func outline(_ loop: [Contours.Place], top: Double) -> String {
    let step = side / Double(max(1, surface.places.count - 1))
    var text = ""
    for place in loop {
      let (x, y) = (Self.left + place.x * step, top + side - place.y * step)
      text += "\(text.isEmpty ? "M" : "L")\(coordinate(x)) \(coordinate(y))"
    }
    return text + "Z"
  }

  private func drawAxes(top: Double, into markup: inout Markup) {
    markup.empty(
      "rect",
      [
        "class": "axis", "x": coordinate(Self.left), "y": coordinate(top),
        "width": coordinate(side), "height": coordinate(side), "fill": "none",
      ])
    let bottom = top + side
    guard let first = surface.places.first, let last = surface.places.last, first < last else {
      return
    }
    for tick in Ticks.over(first...last, kind: .linear, count: 5) {
      let (x, y) = place(tick.value, tick.value, top: top)
      markup.line(x, bottom, x, bottom + 4, style: "axis")
      markup.text(tick.label, x: x, y: bottom + 17, anchor: "middle")
      markup.line(Self.left - 4, y, Self.left, y, style: "axis")
      markup.text(tick.label, x: Self.left - 8, y: y + 4, anchor: "end")
    }
    markup.text(
      TextMeasure.shortened(surface.xHeading, size: 12, limit: side),
      x: Self.left + side / 2, y: bottom + 32, anchor: "middle")
    let middle = (x: 10.0, y: top + side / 2)
    markup.element(
      "g",
      ["transform": "translate(\(coordinate(middle.x)) \(coordinate(middle.y))) rotate(-90)"]
    ) {
      $0.text(
        TextMeasure.shortened(surface.yHeading, size: 12, limit: side), x: 0, y: 0,
        anchor: "middle")
    }
  }

  private func place(_ x: Double, _ y: Double, top: Double) -> (x: Double, y: Double) {
    let domain = (surface.places.first ?? 0)...(surface.places.last ?? 0)
    let across = Scale(.linear, domain: domain, from: Self.left, to: Self.left + side)
    let up = Scale(.linear, domain: domain, from: top + side, to: top)
    return (across.clampedPlace(of: x), up.clampedPlace(of: y))
  }

  /// The bands' colours with the heights of the lines between them, as many as find room.
  private func drawScale(into markup: inout Markup) {
    if !surface.valueHeading.isEmpty { markup.text(surface.valueHeading, x: 0, y: 12) }
    let width = min(sheet.width, 480) / Double(levels.count + 1)
    for band in 0...levels.count {
      markup.empty(
        "rect",
        [
          "x": coordinate(Double(band) * width), "y": "19",
          "width": coordinate(width + (band < levels.count ? 0.5 : 0)), "height": "10",
          "fill": colour(ofBand: band),
        ])
    }
    let labels = levelLabels
    let room = (labels.map { TextMeasure.width($0, size: 12) }.max() ?? 0) + 8
    let step = max(1, Int((room / width).rounded(.up)))
    for (index, label) in labels.enumerated() {
      let x = Double(index + 1) * width
      markup.line(x, 29, x, 33, style: "axis")
      guard index % step == (labels.count - 1) % step / 2 else { continue }
      markup.text(label, x: x, y: 45, anchor: "middle")
    }
  }

  /// The heights of the lines between the bands; in equal steps all with as many decimals as the finest has.
  private var levelLabels: [String] {
    let labels = levels.map { NumberText.significant($0, digits: 3) }
    let inFactors = (levels.first ?? 0) > 0 && (levels.last ?? 0) / (levels.first ?? 1) >= 8
    guard !inFactors, !labels.contains(where: { $0.contains("×") }) else { return labels }
    let decimals = labels.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
    return levels.map { NumberText.fixed($0, decimals: decimals) }
  }

  private func colour(ofBand band: Int) -> String {
    ColourMap.sequential.colour(at: Double(band) / Double(max(1, levels.count))).text
  }
}
