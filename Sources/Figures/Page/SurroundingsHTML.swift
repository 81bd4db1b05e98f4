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

  /// The timings, longest first.
  private static func timings(_ timings: [Surroundings.Timing]) -> TableView {
    let sorted = timings.enumerated().sorted {
      let (left, right) = ($0.element.seconds ?? -1, $1.element.seconds ?? -1)
      return left != right ? left > right : $0.offset < $1.offset
    }
    let rows = sorted.map { _, timing -> [TableView.Cell] in
      [
        .text(timing.node), .text(timing.stage), .text(timing.status.rawValue),
        timing.seconds.map { .number($0) } ?? .missing,
        timing.peakBytes.map { .number(Double($0) / 1_048_576) } ?? .missing,
      ]
    }
    return TableView(
      title: "Time and memory",
      columns: [
        .init("Node"), .init("Stage"), .init("Outcome"),
        .init("Time", unit: "s", .number(decimals: 2)),
        .init("Peak memory", unit: "MiB", .number(decimals: 0)),
      ], rows: rows)
  }
}
