public import Pipeline

/// Measured values beside printed ones, and whether the printed ordering holds.
///
/// A row of the table and a row of the file belong together when they agree in every column of `on`.
/// With `ordering`, rows that differ in that column alone are compared with each other: the
/// ordering holds when the measured values stand as the printed ones do and their intervals do not overlap.
public struct Compare: Stage {
  public static let summary = "Measured values beside printed figures, their ratio and ordering."
  public static let version = 1
  public static let source = "arXiv:2603.13085, its printed tables"
  public static let table = Port<Table>("table", "what was measured, with a column ‘value’")
  public static let inputs: [any InputPort] = [table]
  public static let settings = [
    Setting<Self>("with", \.with, "the printed figures, a CSV file with a header"),
    Setting<Self>("on", \.on, "columns of both in which rows must agree"),
    Setting<Self>("keep", \.keep, "the measured rows to compare, by column"),
    Setting<Self>("where", \.printedRows, "the printed rows to compare with, by column"),
    Setting<Self>("printed", \.printed, "the file's column of figures; by default its last"),
    Setting<Self>("ordering", \.ordering, "the column whose printed order is checked"),
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var with = InputFile()
  var on: [String] = []
  var keep = Selection()
  var printedRows = Selection()
  var printed = ""
  var ordering = ""
  var title = "Measured beside printed"

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if with.path.isEmpty {
      faults.append(SettingFault("Compare needs a file of printed figures; give ‘with’"))
    }
    if on.isEmpty {
      faults.append(SettingFault("Compare needs the columns that rows are matched on; give ‘on’"))
    }
    if !ordering.isEmpty, !on.contains(ordering) {
      faults.append(
        SettingFault("‘\(ordering)’ is not among the columns of ‘on’", setting: "ordering"))
    }
    return faults
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let measured = try inputs[Self.table]
    let figures = try PrintedFigures(
      try context.open(with).array, file: with.name, column: printed, keys: on + printedKeys)
    for name in on + keep.conditions.map(\.column)
    where measured[name]?.values.numbers != nil || measured[name] == nil {
      throw .unsuitable(
        port: "table", cause: "it has no column of text called ‘\(name)’",
        remedy: "name columns of text that it has")
    }
    let pairs = self.pairs(measured, figures.rows.filter { printedRows.includes($0.keys) })
    guard !pairs.isEmpty else {
      throw .unsuitable(
        port: "table", cause: "no row agrees with a printed one in \(on.joined(separator: ", "))",
        remedy: "compare the values in these columns with those of \(with.name)")
    }
    return result(pairs, unit: measured["value"]?.unit)
  }

  private var printedKeys: [String] { printedRows.conditions.map(\.column) }
}

extension Compare {
  private struct Pair {
    var keys: [String: String]
    var value: Double?
    var low: Double?
    var high: Double?
    var printed: Double

    /// Whether the intervals leave no doubt which of two values is larger.
    func isApart(from other: Pair) -> Bool {
      guard let low, let high, let otherLow = other.low, let otherHigh = other.high else {
        return value != other.value
      }
      return low > otherHigh || high < otherLow
    }
  }

  private func pairs(_ table: Table, _ figures: [PrintedFigures.Row]) -> [Pair] {
    let texts = table.columns.filter { $0.values.numbers == nil }.map { ($0.name, $0.values.texts) }
    func numbers(_ name: String) -> [Double?] {
      table[name]?.values.numbers ?? Array(repeating: nil, count: table.rows)
    }
    let (values, lows, highs) = (numbers("value"), numbers("low"), numbers("high"))
    return (0..<table.rows).flatMap { row -> [Pair] in
      let keys = Dictionary(
        texts.compactMap { name, values in values[row].map { (name, $0) } },
        uniquingKeysWith: { first, _ in first })
      guard keep.includes(keys) else { return [] }
      return figures.filter { figure in on.allSatisfy { figure.keys[$0] == keys[$0] } }.map {
        let all = $0.keys.merging(keys) { _, measured in measured }
        return Pair(
          keys: all, value: values[row], low: lows[row], high: highs[row], printed: $0.value)
      }
    }
  }

  private func result(_ pairs: [Pair], unit: String?) -> Table {
    let measures = Set(pairs.map { $0.keys["measure"] }).count > 1 ? ["measure"] : []
    var columns = (on + measures).uniqued.map { name in
      Column.text(name, pairs.map { $0.keys[name] })
    }
    columns += [
      .number("printed", unit: unit, pairs.map(\.printed)),
      .number("value", unit: unit, pairs.map(\.value)),
      .number("low", unit: unit, pairs.map(\.low)), .number("high", unit: unit, pairs.map(\.high)),
      .number(
        "ratio",
        pairs.map {
          $0.printed == 0 ? nil : $0.value.map { [printed = $0.printed] in $0 / printed }
        }),
    ]
    if !ordering.isEmpty {
      columns.append(.text("printed ordering", pairs.map { verdict($0, among: pairs) }))
    }
    return Table(title, columns: columns)
  }

  /// How a row stands to the rows that differ from it in the ordering column alone.
  private func verdict(_ pair: Pair, among pairs: [Pair]) -> String {
    let shared = (on + ["measure"]).filter { $0 != ordering }
    let rivals = pairs.filter { other in
      other.keys[ordering] != pair.keys[ordering]
        && shared.allSatisfy { other.keys[$0] == pair.keys[$0] }
    }
    guard !rivals.isEmpty else { return "nothing to compare with" }
    var isDecided = true
    for rival in rivals {
      guard let own = pair.value, let other = rival.value else { return "undefined" }
      if !pair.isApart(from: rival) {
        isDecided = false
      } else if (own > other) != (pair.printed > rival.printed) {
        return "does not hold"
      }
    }
    return isDecided ? "holds" : "not decided: intervals overlap"
  }
}
