internal import Foundation
internal import Numerics
public import Pipeline

/// The slope of a straight line through values of a sweep, on logarithmic axes the exponent of a power law.
///
/// One line per series, by least squares, with Student's 95 % interval of its slope from the scatter around it. On a
/// logarithmic axis rows whose value is not positive are left out and counted.
public struct Trend: Stage {
  public static let summary = "The slope of a line through a sweep's values, by series."
  public static let version = 2
  public static let source = "Student, 1908, for the intervals"
  public static let tables = ListPort<Table>("tables", "what to fit", takesLabels: true)
  public static let inputs: [any InputPort] = [tables]
  public static let settings = [
    Setting<Self>("x", \.x, "the column or sweep axis that runs across; its values are numbers"),
    Setting<Self>("y", \.y, "the column of values"),
    Setting<Self>("series", \.series, "columns whose values are fitted apart"),
    Setting<Self>("keep", \.keep, "the rows to fit, by column"),
    Setting<Self>("log", \.log, "axes whose logarithm is taken"),
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var x = ""
  var y = "value"
  var series: [String] = []
  var keep = Selection()
  var log = Plot.Logarithmic.both
  var title = "Trend"

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if x.isEmpty {
      faults.append(SettingFault("Trend needs the column that runs across; give ‘x’"))
    }
    if log == .values {
      faults.append(
        SettingFault("a line has no values in colours; use x, y, both or none", setting: "log"))
    }
    return faults
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    var rows = GatheredRows(try inputs[Self.tables])
    for name in [x, y] + series + keep.conditions.map(\.column) where rows[name] == nil {
      throw .unsuitable(
        port: "tables", cause: "no table has a column or sweep axis ‘\(name)’",
        remedy: "use one of \(rows.columns.map(\.name).joined(separator: ", "))")
    }
    rows.rows.removeAll { !keep.includes($0.texts) }
    let groups = self.groups(rows.rows)
    guard !groups.isEmpty else {
      throw .unsuitable(
        port: "tables", cause: "no row is left to fit", remedy: "look at ‘keep’ and ‘series’")
    }
    let fits = groups.map { LinearFit($0.points.map(\.x), $0.points.map(\.y)) }
    let intervals = fits.map { $0?.interval() }
    var columns = series.indices.map { index in
      Column.text(series[index], groups.map { $0.key[index] })
    }
    columns += [
      // Where measures are fitted apart, theirs are the names that count.
      .text(series.contains("measure") ? "fit" : "measure", groups.map { _ in measure }),
      .number("value", fits.map { $0?.slope }),
      .number("low", intervals.map { $0?.low }), .number("high", intervals.map { $0?.high }),
      .number("intercept", fits.map { $0?.intercept }),
      .number("explained share of variance", fits.map { $0?.explained }),
      .integer("points", groups.map(\.points.count)),
      .integer("left out", groups.map(\.leftOut)),
    ]
    var table = try Table(checking: columns, title: title)
    table.notes = rows.notes
    table.intervals = "slope ± 95 % (Student, from the scatter around the line)"
    return table
  }

  private var measure: String {
    func axis(_ name: String, _ isLogarithmic: Bool) -> String {
      isLogarithmic ? "log \(name)" : name
    }
    return "slope of \(axis(y, log == .y || log == .both)) in \(axis(x, log == .x || log == .both))"
  }

  public static func example() throws(StageError) -> StageExample {
    let table = Table(
      "Distances",
      columns: [
        .text("model", ["a", "a", "a", "b", "b", "b"]),
        .integer("width", [16, 64, 256, 16, 64, 256]),
        .number("value", [8, 4.5, 2, 3, 3.5, 0]),
      ])
    return StageExample(
      settings: [NamedSetting("x", "width"), NamedSetting("series", ["model"])],
      inputs: try Inputs().wiring(table, to: tables))
  }
}

extension Trend {
  private struct Group {
    var key: [String]
    var points: [(x: Double, y: Double)] = []
    /// Rows without two numbers that the axes can show.
    var leftOut = 0
  }

  private func groups(_ rows: [GatheredRows.Row]) -> [Group] {
    var groups: [Group] = []
    for row in rows {
      let key = series.map { row.texts[$0] ?? "" }
      let place = groups.firstIndex { $0.key == key } ?? groups.count
      if place == groups.count { groups.append(Group(key: key)) }
      if let x = coordinate(row, x, isLogarithmic: log == .x || log == .both),
        let y = coordinate(row, y, isLogarithmic: log == .y || log == .both)
      {
        groups[place].points.append((x, y))
      } else {
        groups[place].leftOut += 1
      }
    }
    return groups
  }

  /// The number in a column, or that its text spells, as sweep labels do.
  private func coordinate(
    _ row: GatheredRows.Row, _ name: String, isLogarithmic: Bool
  ) -> Double? {
    guard let value = row.numbers[name] ?? row.texts[name].flatMap(Double.init), value.isFinite
    else { return nil }
    guard isLogarithmic else { return value }
    return value > 0 ? Foundation.log(value) : nil
  }
}
