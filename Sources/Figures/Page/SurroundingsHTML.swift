/// Writes the part of a page that tells about the run.
enum SurroundingsHTML {
  static let id = "the-run"
  static let title = "The run behind this page"

  static func html(_ surroundings: Surroundings) -> String {
    var markup = Markup()
    markup.element("section", ["class": "surroundings", "id": id]) { markup in
      markup.element("h2", [:], title)
      if !surroundings.command.isEmpty { command(surroundings.command, into: &markup) }
      if !surroundings.facts.isEmpty { facts(surroundings.facts, into: &markup) }
      if let graph = surroundings.graph { self.graph(graph, into: &markup) }
      if !surroundings.timings.isEmpty {
        markup.element("div") { $0.append(safe: timings(surroundings.timings).html()) }
      }
    }
    return markup.text + "\n"
  }

  private static func command(_ command: String, into markup: inout Markup) {
    markup.element("p", [:], "This command computes the page again:")
    markup.element("div", ["class": "scroll", "tabindex": "0"]) { markup in
      markup.element("pre") { $0.element("code", [:], command) }
    }
  }

  private static func facts(
    _ facts: [(label: String, value: String)], into markup: inout Markup
  ) {
    markup.element("dl", ["class": "facts"]) { markup in
      for fact in facts {
        markup.element("div") {
          $0.element("dt", [:], fact.label)
          $0.element("dd", [:], fact.value)
        }
      }
    }
  }

  private static func graph(_ graph: GraphView, into markup: inout Markup) {
    let drawing = InlineSVG.html(svg(graph), prefix: "run", description: "Experiment graph")
    markup.element(
      "div",
      [
        "class": "graph scroll", "tabindex": "0", "role": "region",
        "aria-label": "Experiment graph",
      ]
    ) { $0.append(safe: drawing) }
  }

  private static func mebibytes(_ bytes: Int?) -> TableView.Cell {
    bytes.map { .number(Double($0) / 1_048_576) } ?? .missing
  }

  /// The timings, longest first; the variants of a sweep count as one node.
  private static func timings(_ timings: [Surroundings.Timing]) -> TableView {
    let sums = NodeTiming.sums(of: timings)
    let rows = sums.map { sum -> [TableView.Cell] in
      [
        .text(sum.node), .text(sum.stage), .text(sum.outcome),
        sum.seconds.map { .number($0) } ?? .missing,
        mebibytes(sum.peakBytes), mebibytes(sum.promisedBytes),
      ]
    }
    let hasVariants = sums.count < timings.count
    return TableView(
      title: "Time and memory.",
      caption: hasVariants ? "Times of a node's variants are added; memory is the largest." : "",
      columns: [
        .init("Node"), .init("Stage"), .init("Outcome"),
        .init("Time", unit: "s", .number(decimals: 2)),
        .init("Peak memory", unit: "MiB", .number(decimals: 0)),
        .init("Promised at most", unit: "MiB", .number(decimals: 0)),
      ], rows: rows)
  }
}
