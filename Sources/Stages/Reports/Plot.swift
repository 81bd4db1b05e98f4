internal import Figures
public import Pipeline

/// Columns of tables as a chart, with intervals and printed figures where the tables have them.
///
/// Rows of all tables count as one list; sweep labels join them as columns. A column of values named `y` takes its
/// interval from `low` and `high` (or from "y, low" and "y, high"), and printed figures from `printed`. Free points over words stand
/// side by side where they would cover each other.
///
/// A heatmap joins several columns of `series` into its rows and several of `x` into its columns, outermost first, and writes a name
/// that neighbours share once. Ratios are read best with `centre: 1` and `log: values`: as far above 1 as below.
public struct Plot: Stage {
  /// What becomes of a value.
  public enum Kind: String, Choice {
    case line, bar, scatter, heatmap
  }

  /// Which axes step by factors.
  public enum Logarithmic: String, Choice {
    case none, x, y, both
    /// The values of a heatmap, in colours.
    case values
  }

  public static let summary = "Columns of tables as a chart, beside printed figures."
  public static let version = 6
  public static let source = "Cleveland (1985), The Elements of Graphing Data"
  public static let tables = ListPort<Table>("tables", "what to draw", takesLabels: true)
  public static let inputs: [any InputPort] = [tables]
  public static let settings = [
    Setting<Self>("kind", \.kind, "how values are drawn"),
    Setting<Self>("x", \.x, "the column that runs across; of a heatmap also several"),
    Setting<Self>("y", \.y, "the column of values"),
    Setting<Self>(
      "series", \.series, "columns whose values are drawn apart; the rows of a heatmap"),
    Setting<Self>("keep", \.keep, "the rows to draw, by column"),
    Setting<Self>("log", \.log, "axes, or values of a heatmap, that step by factors"),
    Setting<Self>(
      "centre", \.centre, "the value at which two hues meet; by default 0 between signs"
    )
    .used(when: "kind is heatmap") { stage, _ in stage.kind == .heatmap },
    Setting<Self>("reference", \.reference, "a value to draw a line at")
      .used(when: "kind is not heatmap") { stage, _ in stage.kind != .heatmap },
    Setting<Self>("reference-label", \.referenceLabel, "what stands at that line")
      .used(when: "reference is set") { stage, _ in stage.reference != nil },
    Setting<Self>("printed", \.printed, "whether printed figures are drawn; where there are any")
      .used(when: "kind is not heatmap") { stage, _ in stage.kind != .heatmap },
    Setting<Self>("title", \.title, "the statement at the top; by default from the columns"),
    Setting<Self>("x-label", \.xLabel, "what runs across; by default the column's name"),
    Setting<Self>("y-label", \.yLabel, "what the values are; by default the measure's name"),
  ]
  var kind = Kind.line
  var x: [String] = []
  var y = "value"
  var series: [String] = []
  var keep = Selection()
  var log = Logarithmic.none
  var centre: Double?
  var reference: Double?
  var referenceLabel = ""
  var printed: Bool?
  var title = ""
  var xLabel = ""
  var yLabel = ""

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if x.allSatisfy(\.isEmpty) {
      faults.append(SettingFault("Plot needs the column that runs across; give ‘x’"))
    }
    let roles = x.map { ("x", $0) } + [("y", y)] + series.map { ("series", $0) }
    for (index, role) in roles.enumerated() {
      guard let earlier = roles[..<index].first(where: { $0.1 == role.1 }) else { continue }
      faults.append(
        SettingFault(
          "‘\(role.1)’ is already taken by ‘\(earlier.0)’; name another column", setting: role.0))
    }
    return faults + kindFaults
  }

  /// What the kind of chart has no room for.
  private var kindFaults: [SettingFault] {
    var faults: [SettingFault] = []
    if kind != .heatmap, x.count > 1 {
      faults.append(
        SettingFault("only a heatmap joins several columns; name one", setting: "x"))
    }
    if kind == .heatmap, log != .none, log != .values {
      faults.append(
        SettingFault("a heatmap has no axes of numbers; use log: values", setting: "log"))
    }
    if kind != .heatmap, log == .values {
      faults.append(
        SettingFault("only a heatmap has values in colours; use x, y or both", setting: "log"))
    }
    if kind == .heatmap, log == .values, let centre, centre <= 0 {
      faults.append(
        SettingFault("factors have no place for \(centre); use a centre above 0", setting: "centre")
      )
    }
    if let reference, reference <= 0, log == .y || log == .both {
      faults.append(
        SettingFault(
          "factors have no place for \(reference); use one above 0", setting: "reference"))
    }
    if kind == .bar, log == .x || log == .both {
      faults.append(
        SettingFault("bars stand side by side, not along a scale; use log: y", setting: "log"))
    }
    return faults
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Figure {
    var rows = GatheredRows(try inputs[Self.tables])
    try check(rows)
    rows.rows.removeAll { !keep.includes($0.texts) }
    let marks = try PlotMarks(rows, for: self)
    if marks.placeless > 0 {
      let names = (series + x).map { "‘\($0)’" }.joined(separator: " or ")
      rows.notes.append("not drawn, without \(names): \(marks.placeless)")
    }
    let chart = kind == .heatmap ? heatmap(of: marks, rows) : plot(of: marks, rows)
    return Figure(svg: svg(chart), data: marks.table(for: self))
  }

  private func check(_ rows: GatheredRows) throws(StageError) {
    let named = x + series + keep.conditions.map(\.column)
    for name in named where rows[name] == nil {
      throw .unsuitable(
        port: "tables", cause: "no table has a column or sweep axis ‘\(name)’",
        remedy: "use one of \(rows.columns.map(\.name).joined(separator: ", "))")
    }
    guard rows[y]?.isNumeric == true else {
      let numeric = rows.columns.filter(\.isNumeric).map(\.name)
      throw .unsuitable(
        port: "tables", cause: "no table has a column of numbers ‘\(y)’",
        remedy: numeric.isEmpty
          ? "wire a table with numbers" : "use one of \(numeric.joined(separator: ", "))")
    }
  }
}
