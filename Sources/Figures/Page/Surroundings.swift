/// What stands around a page once it is written out: the run that made it.
///
/// None of it is part of the report itself, because names, times and commands differ between two
/// runs that computed the same.
package struct Surroundings: Equatable, Sendable {
  /// How long one node took.
  package struct Timing: Equatable, Sendable {
    package var node: String
    package var stage: String
    package var status: GraphView.Status
    package var seconds: Double?
    package var peakBytes: Int?
    /// What the stage's own formula said it would need at most.
    package var promisedBytes: Int?

    package init(
      node: String, stage: String, status: GraphView.Status, seconds: Double? = nil,
      peakBytes: Int? = nil, promisedBytes: Int? = nil
    ) {
      self.node = node
      self.stage = stage
      self.status = status
      self.seconds = seconds
      self.peakBytes = peakBytes
      self.promisedBytes = promisedBytes
    }
  }

  package var graph: GraphView?
  package var timings: [Timing]
  /// The exact command line that runs the experiment again.
  package var command: String
  /// Anything else worth telling, as label and value: version, machine, experiment file.
  package var facts: [(label: String, value: String)]

  package init(
    graph: GraphView? = nil, timings: [Timing] = [], command: String = "",
    facts: [(label: String, value: String)] = []
  ) {
    self.graph = graph
    self.timings = timings
    self.command = command
    self.facts = facts
  }

  package static func == (left: Surroundings, right: Surroundings) -> Bool {
    left.graph == right.graph && left.timings == right.timings && left.command == right.command
      && left.facts.elementsEqual(right.facts, by: ==)
  }
}

/// The page with its surroundings filled in, in place of any that it had; other HTML is unchanged.
package func adding(surroundings: Surroundings, toPage html: String) -> String {
  let entry = MarkdownHTML.Entry(level: 2, id: SurroundingsHTML.id, title: SurroundingsHTML.title)
  var link = Markup()
  PageFrame.link(entry, into: &link)
  let listed = filling(PageFrame.contents, with: link.text, in: html)
  return filling(PageFrame.surroundings, with: SurroundingsHTML.html(surroundings), in: listed)
}

/// The page without its surroundings: the same for every run that it could tell of.
package func removingSurroundings(fromPage html: String) -> String {
  filling(PageFrame.surroundings, with: "", in: filling(PageFrame.contents, with: "", in: html))
}

private func filling(
  _ marks: (start: String, end: String), with content: String, in html: String
) -> String {
  guard let start = html.firstRange(of: marks.start)?.upperBound,
    let end = html[start...].firstRange(of: marks.end)?.lowerBound
  else { return html }
  return html[..<start] + content + html[end...]
}
