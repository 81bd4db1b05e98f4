internal import Engine
internal import Pipeline

/// Shows a run while it goes on: redrawn lines on a terminal, plain lines elsewhere, where a minute of silence is broken.
struct RunDisplay {
  private let console: Console
  private let isVerbose: Bool
  private let start = ContinuousClock.now
  private var board = ProgressBoard()
  private var drawnLines = 0
  private var nextDrawing = ContinuousClock.now

  /// - Parameter cores: how many share the work, when every node's is foretold.
  init(console: Console, isVerbose: Bool, cores: Int? = nil) {
    self.console = console
    self.isVerbose = isVerbose
    board.cores = cores
  }

  private var now: Double { (ContinuousClock.now - start) / .seconds(1) }

  mutating func show(_ event: RunEvent) {
    if console.isQuiet { return }
    switch event {
    case .nodeStarted(let node, _):
      let expected = node.expectedSeconds ?? 0
      board.start(node.id, name: node.name.description, expected: expected, at: now)
      if isVerbose { say("\(console.messages("start", .faint))  \(node.name)") }
    case .waiting(let node, let holder):
      say("\(console.messages("waiting", .faint)) \(node.name): \(holder) computes the same")
    case .progress(let node, let progress): board.report(node.id, progress)
    case .note(let node, let line):
      if isVerbose { say("\(console.messages("\(node.name):", .faint)) \(line)") }
    case .nodeFinished(let node, let outcome):
      let wasRunning = board.finish(node.id)
      if let line = line(for: node, outcome, wasRunning: wasRunning) { say(line) }
      if let warning = outcome.memoryWarning {
        say("\(console.messages("warning", .yellow)) \(node.name): \(warning)")
      }
    case .recomputing(let node, let cause):
      say("\(console.messages("again", .yellow))  \(node.name): \(cause)")
    case .totals(let totals):
      board.totals = (totals.needed, totals.finished)
      board.expect(totals.expectedSeconds)
    case .coresChanged, .silence: break
    }
    redraw()
  }

  /// Takes the redrawn lines away.
  mutating func end() { clear() }

  private func line(
    for node: PlannedNode, _ outcome: NodeOutcome, wasRunning: Bool
  ) -> String? {
    switch outcome.status {
    case .computed:
      let facts = ([TimeText.text(outcome.seconds)] + [outcome.memoryText].compactMap { $0 })
        .joined(separator: ", ")
      return
        "\(console.messages("done", .green))   \(node.name)  \(console.messages(facts, .faint))"
    case .failed: return "\(console.messages("failed", .red)) \(node.name)"
    case .reused:
      let known = "\(console.messages("known", .faint))  \(node.name)"
      // A node that ran without computing waited for whoever did.
      if wasRunning { return known + console.messages("  computed by another run", .faint) }
      return isVerbose ? known : nil
    case .skipped, .cancelled: return nil
    }
  }

  private mutating func say(_ line: String) {
    clear()
    console.message(line)
    board.spoke(at: now)
    nextDrawing = .now
  }

  private mutating func redraw() {
    guard console.canRedraw else {
      for line in board.report(at: now) { console.message(line) }
      return
    }
    guard ContinuousClock.now >= nextDrawing else { return }
    clear()
    let lines = board.lines(at: now, width: Console.width, height: Console.height - 1)
    for line in lines { console.message(line) }
    drawnLines = lines.count
    nextDrawing = ContinuousClock.now.advanced(by: .milliseconds(100))
  }

  private mutating func clear() {
    guard drawnLines > 0 else { return }
    // To the start of the first drawn line, then erase to the end of the screen.
    Console.write("\u{1B}[\(drawnLines)F\u{1B}[J", to: 2)
    drawnLines = 0
  }
}
