package import Pipeline

/// What a run is doing at the moment, as lines of text; knows no terminal.
package struct ProgressBoard {
  private struct Line {
    var node: Int
    var name: String
    /// The seconds of work that were foretold.
    var expected: Double
    var start: Double
    var progress: Progress?

    /// Between 0 and 1; 0 when the stage does not tell.
    var fraction: Double {
      guard let progress, progress.total > 0 else { return 0 }
      return min(1, max(0, Double(progress.done) / Double(progress.total)))
    }

    /// The seconds of work that are done: as the stage tells, and as was foretold, short of its end, while it tells nothing.
    func done(at now: Double, cores: Double) -> Double {
      fraction > 0 ? fraction * expected : min((now - start) * cores, 0.95 * expected)
    }
  }

  /// How far the run is as a whole.
  package var totals = (needed: 0, finished: 0)
  /// How many cores share the work; `nil` when it was not foretold.
  package var cores: Int?
  /// The seconds of work that were foretold, of all nodes and of those that are not finished.
  private var work = (all: 0.0, left: 0.0)
  private var running: [Line] = []
  private var computed = 0
  /// When something was last said where lines cannot be redrawn.
  private var lastWord = 0.0

  package init() {}

  package mutating func start(_ node: Int, name: String, expected: Double = 0, at now: Double) {
    let line = Line(node: node, name: name, expected: expected, start: now)
    // A node whose input turned out damaged starts a second time.
    if let index = running.firstIndex(where: { $0.node == node }) {
      running[index] = line
    } else {
      running.append(line)
    }
  }

  /// How many seconds of work the nodes that are not finished were foretold to take.
  package mutating func expect(_ seconds: Double) {
    work = (max(work.all, seconds), seconds)
  }

  package mutating func report(_ node: Int, _ progress: Progress) {
    guard let index = running.firstIndex(where: { $0.node == node }) else { return }
    running[index].progress = progress
  }

  /// Returns whether the node was running.
  @discardableResult
  package mutating func finish(_ node: Int) -> Bool {
    guard let index = running.firstIndex(where: { $0.node == node }) else { return false }
    running.remove(at: index)
    computed += 1
    return true
  }

  /// One line per running stage and a total, `now` seconds after the start of the run.
  ///
  /// What is drawn over again must fit the terminal, so that of more than `height` lines some are only counted.
  package func lines(at now: Double, width: Int, height: Int = .max) -> [String] {
    let column = min(running.map(\.name.count).max() ?? 0, width / 3)
    let stages = running.map { line in
      let bar = line.progress == nil ? "" : Self.bar(line.fraction) + "  "
      return "  \(Self.fit(line.name, column))  \(bar)\(Self.text(of: line, at: now))"
    }
    let shown = stages.count < height ? stages : Array(stages.prefix(max(0, height - 2)))
    let others = stages.count - shown.count
    let lines = shown + (others > 0 ? ["  … and \(others) more"] : []) + [totalLine(at: now)]
    return lines.map { String($0.prefix(max(20, width - 1))) }
  }

  /// Tells that a line was written.
  package mutating func spoke(at now: Double) { lastWord = now }

  /// The same for a log, in one line each and whole, when nothing was written for a minute; else none.
  package mutating func report(at now: Double) -> [String] {
    guard !running.isEmpty, now - lastWord >= 60 else { return [] }
    lastWord = now
    return running.map { "going  \($0.name)  \(Self.text(of: $0, at: now))" } + [totalLine(at: now)]
  }

  private static func text(of line: Line, at now: Double) -> String {
    let elapsed = now - line.start
    guard let progress = line.progress else { return TimeText.text(elapsed) }
    let fraction = line.fraction
    let counts = "\(progress.done)/\(progress.total) \(progress.unit)"
    guard fraction > 0 else { return counts }
    return "\(counts), \(TimeText.text(elapsed * (1 - fraction) / fraction)) left"
  }

  private func totalLine(at now: Double) -> String {
    "\(totals.finished) of \(totals.needed) nodes, \(TimeText.text(now))"
      + (timeLeft(at: now).map { ", about \(TimeText.text($0)) left" } ?? "")
  }

  /// What was foretold, at the pace so far as soon as a twentieth of it is done.
  private func timeLeft(at now: Double) -> Double? {
    guard let cores, work.all > 0 else { return timeLeftByNodes(at: now) }
    let each = Double(cores) / Double(max(1, running.count))
    let rest = max(0, work.left - running.reduce(0) { $0 + $1.done(at: now, cores: each) })
    let done = work.all - rest
    let seconds = done >= work.all / 20 ? now * rest / done : rest / Double(cores)
    return rest > 0 ? seconds : nil
  }

  /// At the pace so far: nodes computed in this run against those that are still to come.
  private func timeLeftByNodes(at now: Double) -> Double? {
    let done = Double(computed) + running.reduce(0) { $0 + $1.fraction }
    let rest = Double(totals.needed - totals.finished) - running.reduce(0) { $0 + $1.fraction }
    return done >= 0.5 && rest > 0 ? now * rest / done : nil
  }

  private static func bar(_ fraction: Double) -> String {
    let filled = Int(fraction * 20)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
  }

  private static func fit(_ name: String, _ width: Int) -> String {
    name.count > width
      ? name.prefix(max(0, width - 1)) + "…"
      : name + String(repeating: " ", count: width - name.count)
  }
}
