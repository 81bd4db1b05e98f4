internal import Pipeline

/// What a run is doing at the moment, as lines of text; knows no terminal.
struct ProgressBoard {
  private struct Line {
    var node: Int
    var name: String
    var start: Double
    var progress: Progress?
  }

  private let total: Int
  private var done = 0
  private var running: [Line] = []

  /// A board for a run that computes `total` nodes.
  init(total: Int) {
    self.total = total
  }

  mutating func start(_ node: Int, name: String, at now: Double) {
    running.append(Line(node: node, name: name, start: now))
  }

  mutating func report(_ node: Int, _ progress: Progress) {
    guard let index = running.firstIndex(where: { $0.node == node }) else { return }
    running[index].progress = progress
  }

  mutating func finish(_ node: Int) {
    running.removeAll { $0.node == node }
    done += 1
  }

  /// One line per running stage and a total, `now` seconds after the start of the run.
  func lines(at now: Double, width: Int, style: Style) -> [String] {
    let column = min(running.map(\.name.count).max() ?? 0, width / 3)
    let stages = running.map { line in
      let name = Self.fit(line.name, column)
      guard let progress = line.progress, progress.total > 0 else {
        return "  \(name)  \(style(TimeText.text(now - line.start), .faint))"
      }
      let fraction = min(1, max(0, Double(progress.done) / Double(progress.total)))
      let left = fraction > 0 ? (now - line.start) * (1 - fraction) / fraction : nil
      let counts = "\(progress.done)/\(progress.total) \(progress.unit)"
      let rest = left.map { ", \(TimeText.text($0)) left" } ?? ""
      return "  \(name)  \(style(Self.bar(fraction), .cyan))  \(counts)\(style(rest, .faint))"
    }
    return stages + [style(totalLine(at: now), .bold)]
  }

  private func totalLine(at now: Double) -> String {
    let equivalent = Double(done) + running.map(Self.fraction).reduce(0, +)
    let rest = Double(total) - equivalent
    let left = equivalent >= 0.5 ? now * rest / equivalent : nil
    let time = left.map { ", about \(TimeText.text($0)) left" } ?? ""
    return "\(done) of \(total) computed, \(TimeText.text(now))\(time)"
  }

  private static func fraction(_ line: Line) -> Double {
    guard let progress = line.progress, progress.total > 0 else { return 0 }
    return min(1, max(0, Double(progress.done) / Double(progress.total)))
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
