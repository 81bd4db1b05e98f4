/// An experiment graph as one SVG file: layers from top to bottom, one box per node.
package func svg(_ graph: GraphView) -> String {
  GraphDrawing(graph).file()
}

/// Draws boxes, edges and the legend of a graph.
private struct GraphDrawing {
  let graph: GraphView
  let layout: GraphLayout
  let statuses: [GraphView.Status]

  private static let margin = 6.0
  private static let legendHeight = 34.0
  private static let legendStep = 110.0

  init(_ graph: GraphView) {
    self.graph = graph
    layout = GraphLayout(graph)
    statuses = GraphView.Status.allCases.filter { status in
      graph.nodes.contains { ($0.outcomes[status] ?? 0) > 0 }
    }
  }

  private var description: String {
    let counts = statuses.map { "\(total($0)) \($0.rawValue)" }
    let size = "\(graph.nodes.count) nodes and \(graph.links.count) edges"
    return ([size] + counts).joined(separator: ", ") + "."
  }

  func file() -> String {
    let top = statuses.isEmpty ? Self.margin : Self.legendHeight
    let width = max(layout.width, Double(statuses.count) * Self.legendStep) + 2 * Self.margin
    let height = layout.height + top + Self.margin
    let id = "g" + fingerprint("\(graph.nodes.map(\.id)) \(graph.links)")
    let size = (coordinate(width), coordinate(height))
    var markup = Markup()
    markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(size.0) \(size.1)",
        "width": size.0, "height": size.1, "class": GraphStyle.rootClass, "role": "img",
        "aria-labelledby": "\(id)-title", "aria-describedby": "\(id)-desc",
      ]
    ) { markup in
      markup.element("title", ["id": "\(id)-title"], "Experiment graph")
      markup.element("desc", ["id": "\(id)-desc"], description)
      markup.element("style") { $0.append(safe: GraphStyle.css) }
      markup.empty("rect", ["class": "paper", "width": size.0, "height": size.1])
      drawLegend(into: &markup)
      let shift = "translate(\(coordinate(Self.margin)) \(coordinate(top)))"
      markup.element("g", ["transform": shift]) { markup in
        for route in layout.routes { draw(route, into: &markup) }
        for (index, node) in graph.nodes.enumerated() {
          draw(node, at: layout.corners[index], into: &markup)
        }
      }
    }
    return markup.text + "\n"
  }

  private func total(_ status: GraphView.Status) -> Int {
    graph.nodes.reduce(0) { $0 + ($1.outcomes[status] ?? 0) }
  }

  private func drawLegend(into markup: inout Markup) {
    for (index, status) in statuses.enumerated() {
      let x = Self.margin + Double(index) * Self.legendStep
      drawGlyph(status, x: x + 6, y: 12, into: &markup)
      markup.text("\(total(status)) \(status.rawValue)", x: x + 18, y: 16)
    }
  }

  /// A curve that leaves and enters boxes vertically.
  private func draw(_ route: [(x: Double, y: Double)], into markup: inout Markup) {
    guard let first = route.first, let last = route.last else { return }
    var data = "M\(coordinate(first.x)) \(coordinate(first.y))"
    for (from, to) in zip(route, route.dropFirst()) {
      let end = to.y - (to == last ? 5 : 0)
      let middle = (from.y + end) / 2
      data +=
        from.x == to.x
        ? "V\(coordinate(end))"
        : "C\(coordinate(from.x)) \(coordinate(middle)) \(coordinate(to.x)) \(coordinate(middle)) "
          + "\(coordinate(to.x)) \(coordinate(end))"
    }
    markup.empty("path", ["class": "edge", "d": data])
    let tip = "M\(coordinate(last.x)) \(coordinate(last.y - 0.5))l-3.6 -7h7.2Z"
    markup.empty("path", ["class": "tip", "d": tip])
  }

  private func draw(
    _ node: GraphView.Node, at corner: (x: Double, y: Double), into markup: inout Markup
  ) {
    let box = GraphLayout.box
    let status = node.leadingStatus
    markup.element(
      "g",
      [
        "transform": "translate(\(coordinate(corner.x)) \(coordinate(corner.y)))",
        "class": "node " + (status?.rawValue ?? "none"),
      ]
    ) { markup in
      markup.element("title", [:], words(for: node))
      if node.variants > 1 { rectangle(x: 4, y: -4, style: "box", into: &markup) }
      rectangle(x: 0, y: 0, style: "box", into: &markup)
      markup.empty(
        "path",
        [
          "d": "M3 0.5H4V\(coordinate(box.height - 0.5))H3A2.5 2.5 0 0 1 0.5 "
            + "\(coordinate(box.height - 3))V3A2.5 2.5 0 0 1 3 0.5Z",
          "fill": "currentColor", "stroke": "currentColor",
        ])
      if let status { drawGlyph(status, x: box.width - 14, y: 15, into: &markup) }
      drawWords(of: node, into: &markup)
    }
  }

  private func drawWords(of node: GraphView.Node, into markup: inout Markup) {
    let box = GraphLayout.box
    let count = node.variants > 1 ? "×\(node.variants)" : ""
    let nameRoom = box.width - 46 - TextMeasure.width(count, size: 11)
    let name = Self.fitted(node.name, limit: nameRoom)
    markup.text(name, x: 12, y: 19, style: "name")
    if !count.isEmpty { markup.text(count, x: box.width - 25, y: 19, anchor: "end") }
    let time = node.seconds.map { NumberText.duration(seconds: $0) } ?? ""
    let stageRoom = box.width - 26 - TextMeasure.width(time, size: 11)
    markup.text(TextMeasure.shortened(node.stage, size: 11, limit: stageRoom), x: 12, y: 36)
    if !time.isEmpty { markup.text(time, x: box.width - 8, y: 36, anchor: "end") }
  }

  /// A name without as many of its leading parts as it takes to fit: the last tells nodes apart.
  private static func fitted(_ name: String, limit: Double) -> String {
    let size = 14.4
    guard TextMeasure.width(name, size: size) > limit else { return name }
    let parts = name.split(separator: ".")
    for count in parts.indices.dropFirst() {
      let rest = "…" + parts[count...].joined(separator: ".")
      if TextMeasure.width(rest, size: size) <= limit { return rest }
    }
    return TextMeasure.shortened(name, size: size, limit: limit)
  }

  private func words(for node: GraphView.Node) -> String {
    let outcomes = GraphView.Status.allCases.compactMap { status in
      node.outcomes[status].map { node.variants > 1 ? "\($0) \(status.rawValue)" : status.rawValue }
    }
    let time = node.seconds.map { [NumberText.duration(seconds: $0)] } ?? []
    return (["\(node.name): \(node.stage)"] + outcomes + time).joined(separator: ", ")
  }

  private func rectangle(x: Double, y: Double, style: String, into markup: inout Markup) {
    let box = GraphLayout.box
    markup.empty(
      "rect",
      [
        "class": style, "x": coordinate(x + 0.5), "y": coordinate(y + 0.5), "rx": "3",
        "width": coordinate(box.width - 1), "height": coordinate(box.height - 1),
      ])
  }

  /// A tick, a returning arrow, a cross or a dash, so that colour is not the only sign.
  private func drawGlyph(
    _ status: GraphView.Status, x: Double, y: Double, into markup: inout Markup
  ) {
    let shape =
      switch status {
      case .computed: "M-4 0.5L-1 3.5L4.5 -3.5"
      case .reused: "M3.6 -1.8A4 4 0 1 0 4 1.2M4 -4.4V-1.4H1"
      case .failed: "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5"
      case .skipped: "M-4 0H4"
      }
    markup.empty(
      "path",
      [
        "class": "glyph \(status.rawValue)", "d": shape,
        "transform": "translate(\(coordinate(x)) \(coordinate(y)))",
      ])
  }
}
