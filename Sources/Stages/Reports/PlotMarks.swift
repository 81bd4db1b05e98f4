internal import Pipeline

/// The values that a chart shows, each at one place of one series.
struct PlotMarks {
  /// A value with its interval and the figure printed for it.
  struct Mark {
    /// The text of every series column.
    var series: [String]
    /// What stands in every column that runs across.
    var x: [String]
    var value: Double?
    var low: Double?
    var high: Double?
    var printed: Double?

    /// The place across in one text.
    var place: String { x.joined(separator: ", ") }

    /// Whether two rows say nothing that the other contradicts.
    func agrees(with other: Mark) -> Bool {
      [(value, other.value), (low, other.low), (high, other.high), (printed, other.printed)]
        .allSatisfy { a, b in a == nil || b == nil || a == b }
    }

    mutating func fill(from other: Mark) {
      value = value ?? other.value
      low = low ?? other.low
      high = high ?? other.high
      printed = printed ?? other.printed
    }
  }

  private(set) var marks: [Mark] = []
  /// The place of every mark along an axis of numbers; `nil` when some are words.
  private(set) var numbers: [Double]?

  /// How many rows with a value have no place, as nothing stands in a column that says where.
  private(set) var placeless = 0

  /// The marks of `rows` by the columns that `plot` names.
  init(_ rows: GatheredRows, for plot: Plot) throws(StageError) {
    var places: [[String]: (mark: Int, row: GatheredRows.Row)] = [:]
    for row in rows.rows {
      guard let mark = Self.mark(row, plot) else {
        if row.numbers[plot.y] != nil { placeless += 1 }
        continue
      }
      // A line has a gap where a value is missing; free points have nothing to leave out.
      if plot.kind == .scatter, mark.value == nil, mark.printed == nil { continue }
      let key = mark.series + mark.x
      guard plot.kind != .scatter, let known = places[key] else {
        places[key] = (marks.count, row)
        marks.append(mark)
        continue
      }
      guard marks[known.mark].agrees(with: mark) else {
        throw Self.collision(mark, plot, rows.differences(known.row, row))
      }
      marks[known.mark].fill(from: mark)
    }
    guard marks.contains(where: { $0.value != nil }) else {
      let cause = rows.rows.isEmpty ? "no row is kept" : "no row has a value in ‘\(plot.y)’"
      throw .unsuitable(
        port: "tables", cause: cause, remedy: "compare ‘keep’ with what the tables hold")
    }
    try placeAlongAxis(plot)
  }

  private static func mark(_ row: GatheredRows.Row, _ plot: Plot) -> Mark? {
    let series = plot.series.compactMap { row.texts[$0] }
    let x = plot.x.compactMap { row.texts[$0] }
    guard x.count == plot.x.count, series.count == plot.series.count else { return nil }
    let (low, high) = plot.intervalColumns
    return Mark(
      series: series, x: x, value: row.numbers[plot.y], low: row.numbers[low],
      high: row.numbers[high], printed: plot.drawsPrinted ? row.numbers["printed"] : nil)
  }

  private static func collision(
    _ mark: Mark, _ plot: Plot, _ columns: [String]
  ) -> StageError {
    let place = zip(plot.series + plot.x, mark.series + mark.x).map { "\($0) \($1)" }
      .joined(separator: ", ")
    let told =
      columns.isEmpty
      ? "in rows that are alike"
      : "told apart by "
        + columns.joined(separator: ", ")
    return .unsuitable(
      port: "tables", cause: "there are several values at \(place), \(told)",
      remedy: "choose with ‘keep’, average with Summarize, or name a column in ‘series’")
  }

  /// Numbers run along a scale in lines and scatter plots, words stand side by side.
  private mutating func placeAlongAxis(_ plot: Plot) throws(StageError) {
    guard plot.kind == .line || plot.kind == .scatter else { return }
    let parsed = marks.compactMap { Double($0.place) }.filter(\.isFinite)
    if parsed.count == marks.count {
      let order = marks.indices.sorted { (parsed[$0], $0) < (parsed[$1], $1) }
      numbers = order.map { parsed[$0] }
      marks = order.map { marks[$0] }
    } else if plot.log == .x || plot.log == .both {
      let word = marks.first { Double($0.place)?.isFinite != true }?.place ?? ""
      throw .unsuitable(
        port: "tables",
        cause: "‘\(word)’ in the column \(plot.x.joined(separator: ", ")) is no number",
        remedy: "use log: y")
    }
  }
}

extension Plot {
  /// The columns that hold the interval of `y`.
  var intervalColumns: (low: String, high: String) { Measurements.limits(of: y) }

  /// Printed figures belong to the values measured for them, not to other columns.
  var drawsPrinted: Bool { kind != .heatmap && (printed ?? (y == "value")) }
}

extension PlotMarks {
  /// What is drawn, as a table.
  func table(for plot: Plot) -> Table {
    var columns = plot.series.enumerated().map { index, name in
      Column.text(name, marks.map { $0.series[index] })
    }
    if let numbers, let name = plot.x.first {
      columns.append(.number(name, numbers))
    } else {
      columns += plot.x.enumerated().map { index, name in
        .text(name, marks.map { $0.x[index] })
      }
    }
    columns.append(.number(plot.y, marks.map(\.value)))
    let (low, high) = plot.intervalColumns
    let optional = [
      (low, marks.map(\.low)), (high, marks.map(\.high)), ("printed", marks.map(\.printed)),
    ]
    for (name, values) in optional where values.contains(where: { $0 != nil }) {
      guard !columns.contains(where: { $0.name == name }) else { continue }
      columns.append(.number(name, values))
    }
    return Table(plot.title, columns: columns)
  }
}
