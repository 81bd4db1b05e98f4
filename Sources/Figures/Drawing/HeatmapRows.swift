/// Where the rows of a heatmap stand, and the names of rows and groups beside them.
///
/// On a wide sheet each level of groups has a column of its own, where a name is written once for the rows that share it; on a narrow
/// one the groups' names stand in a line above their rows.
struct HeatmapRows {
  /// A run of rows that share the names of their groups down to one level.
  struct Run: Equatable {
    var level: Int
    var rows: Range<Int>
  }

  private let map: Heatmap
  private let isNarrow: Bool
  /// The width of every level of names, outermost first, the rows' own last.
  private let widths: [Double]
  private let tops: [Double]
  /// The height of one row.
  let height: Double

  /// How far the names reach.
  var left: Double { widths.reduce(0, +) }
  /// How far the last row reaches.
  var bottom: Double { (tops.last ?? -height) + height }

  private static let gap = 6.0
  private static let headingHeight = 22.0

  init(_ map: Heatmap, on sheet: Sheet, height: (_ left: Double) -> Double) {
    self.map = map
    isNarrow = sheet.isNarrow
    let depth = map.rowGroups.map(\.count).max() ?? 0
    let names = map.rows.map { TextMeasure.width($0, size: 12) }.max() ?? 0
    var wanted = [names.rounded(.up) + 10]
    if !isNarrow {
      wanted =
        (0..<depth).map { level in
          let groups = map.rows.indices.compactMap { map.groups(row: $0).dropFirst(level).first }
          return (groups.map { TextMeasure.width($0, size: 12) }.max() ?? 0).rounded(.up) + 12
        } + wanted
    }
    let limit = sheet.width * (depth > 0 && !isNarrow ? 0.48 : 0.34)
    let total = wanted.reduce(0, +)
    widths = total > limit ? wanted.map { $0 * limit / total } : wanted
    self.height = height(widths.reduce(0, +))
    var y = 0.0
    var tops: [Double] = []
    for row in map.rows.indices {
      if depth > 0, row == 0 || map.groups(row: row) != map.groups(row: row - 1) {
        let isOuter = row > 0 && map.groups(row: row).first != map.groups(row: row - 1).first
        y += isNarrow ? Self.headingHeight : isOuter ? Self.gap : 0
      }
      tops.append(y)
      y += self.height
    }
    self.tops = tops
  }

  /// The upper edge of a row.
  func top(_ row: Int) -> Double { tops[row] }

  /// Runs of neighbours that share their groups, level by level.
  static func runs(_ groups: [[String]]) -> [Run] {
    let depth = groups.map(\.count).min() ?? 0
    return (0..<depth).flatMap { level -> [Run] in
      var runs: [Run] = []
      for index in groups.indices {
        let isSame =
          index > 0 && groups[index - 1].prefix(level + 1) == groups[index].prefix(level + 1)
        if isSame, let last = runs.indices.last {
          runs[last].rows = runs[last].rows.lowerBound..<index + 1
        } else {
          runs.append(Run(level: level, rows: index..<index + 1))
        }
      }
      return runs
    }
  }

  /// Writes all names, the rows from `y` on.
  func draw(below y: Double, to right: Double, into markup: inout Markup) {
    let own = widths.last ?? 0
    for row in map.rows.indices {
      name(
        map.rows[row], limit: own - 10, x: left - 8, y: y + tops[row] + height / 2 + 4,
        anchor: "end", into: &markup)
    }
    let runs = Self.runs(map.rows.indices.map { map.groups(row: $0) })
    if isNarrow {
      drawHeadings(below: y, to: right, into: &markup)
    } else {
      for run in runs { draw(run, below: y, into: &markup) }
    }
  }

  private func draw(_ run: Run, below y: Double, into markup: inout Markup) {
    let start = widths[..<run.level].reduce(0, +)
    let text = map.groups(row: run.rows.lowerBound)[run.level]
    let (top, bottom) = (tops[run.rows.lowerBound], tops[run.rows.upperBound - 1] + height)
    let edge = y + top - (run.level == 0 && run.rows.lowerBound > 0 ? Self.gap / 2 : 0)
    markup.line(start, edge, left, edge, style: "grid")
    let limit = widths[run.level] - 8
    let room = max(1, Int((bottom - top - 4) / 14))
    let lines = TextMeasure.wrapped(text, size: 12, limit: limit)
    let shown =
      lines.count <= room ? lines : [TextMeasure.shortened(text, size: 12, limit: limit)]
    let style = run.level == 0 ? "ink" : ""
    for (number, line) in shown.enumerated() {
      name(
        line, limit: limit, x: start, y: y + top + height / 2 + 4 + Double(number) * 14,
        style: style, full: text, into: &markup)
    }
  }

  private func drawHeadings(below y: Double, to right: Double, into markup: inout Markup) {
    for row in map.rows.indices where !map.groups(row: row).isEmpty {
      guard row == 0 || map.groups(row: row) != map.groups(row: row - 1) else { continue }
      let text = map.groups(row: row).joined(separator: ", ")
      name(text, limit: right, x: 0, y: y + tops[row] - 6, style: "ink", into: &markup)
    }
  }

  private func name(
    _ text: String, limit: Double, x: Double, y: Double, anchor: String = "start",
    style: String = "", full: String? = nil, into markup: inout Markup
  ) {
    let shown = TextMeasure.shortened(text, size: 12, limit: limit)
    let attributes: Markup.Attributes = [
      "x": coordinate(x), "y": coordinate(y), "text-anchor": anchor, "class": style,
    ]
    markup.element("text", attributes) {
      $0.write(shown)
      if shown != (full ?? text) { $0.element("title", [:], full ?? text) }
    }
  }
}
