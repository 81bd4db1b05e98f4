public import Pipeline

/// Measured values beside printed ones, and whether the printed ordering holds.
///
/// A row of the table and a row of the file belong together when they agree in every column of `on`; an empty cell of the file
/// agrees with every value, as a figure that names no attack is claimed for all of them.
/// With `ordering`, rows that differ in that column alone are compared with each other: the ordering holds when the measured
/// values stand as the printed ones do and nothing leaves that in doubt. With `over`, rows are averaged here, and the doubt is that
/// of their differences, run by run; without, their intervals must not overlap. A printed range or bound has no place in
/// an order. Where the file has a column `figure`, rows keep it, so that a `Ledger` finds them.
public struct Compare: Stage {
  public static let summary = "Measured values beside printed figures, their ratio and ordering."
  public static let version = 6
  public static let source =
    "arXiv:2603.13085, its printed tables; Student, 1908, for paired differences"
  public static let table = Port<Table>("table", "what was measured, with a column ‘value’")
  public static let inputs: [any InputPort] = [table]
  public static let settings = [
    Setting<Self>("with", \.with, "the printed figures, a CSV file with a header"),
    Setting<Self>(
      "on", \.on,
      "columns of both in which rows must agree; what the file leaves empty agrees with all"),
    Setting<Self>("keep", \.keep, "the measured rows to compare, by column"),
    Setting<Self>(
      "over", \.over,
      "axes to average over, as the seed; orderings are then those of differences run by run"),
    Setting<Self>(
      "value", \.value,
      "the measured column; its limits are low and high, or its ‘, low’ and ‘, high’"
    ),
    Setting<Self>(
      "readings", \.readings, "columns of text that tell readings of one protocol apart"),
    Setting<Self>("where", \.printedRows, "the printed rows to compare with, by column"),
    Setting<Self>("printed", \.printed, "the file's column of figures; by default its last"),
    Setting<Self>("ordering", \.ordering, "the column whose printed order is checked"),
    Setting<Self>("protocol", \.manner, "how the values were measured, in one sentence"),
    Setting<Self>(
      "subset", \.subset, "the part of the paper's data or epochs that was used; empty for all"),
    Setting<Self>(
      "subset-of", \.subsetRows,
      "the rows that are measured on that part, by column; by default all"
    )
    .used(when: "subset is given") { stage, _ in !stage.subset.isEmpty },
    Setting<Self>(
      "exact", \.exact, "whether the value is a property of the data, without seeds or training"),
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var with = InputFile()
  var on: [String] = []
  var keep = Selection()
  var over: [String] = []
  var value = "value"
  var readings = ["measure"]
  var printedRows = Selection()
  var printed = ""
  var ordering = ""
  var manner = ""
  var subset = ""
  var subsetRows = Selection()
  var exact = false
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
    if let name = on.first(where: over.contains) {
      faults.append(
        SettingFault("rows cannot agree in ‘\(name)’, which is averaged over", setting: "over"))
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
    for name in on + over + keep.conditions.map(\.column)
    where measured[name]?.values.numbers != nil || measured[name] == nil {
      throw .unsuitable(
        port: "table", cause: "it has no column of text called ‘\(name)’",
        remedy: "name columns of text that it has")
    }
    guard measured[value]?.values.numbers != nil else {
      throw .unsuitable(
        port: "table", cause: "it has no column of numbers called ‘\(value)’",
        remedy: "name the column of measured values in ‘value’")
    }
    let rows =
      try over.isEmpty
      ? MeasuredRow.rows(of: measured, value: value, keep: keep)
      : MeasuredRow.means(of: measured, value: value, keep: keep, over: over)
    let pairs = self.pairs(rows, figures.rows.filter { printedRows.includes($0.keys) })
    guard !pairs.isEmpty else {
      throw .unsuitable(
        port: "table", cause: "no row agrees with a printed one in \(on.joined(separator: ", "))",
        remedy: "compare the values in these columns with those of \(with.name)")
    }
    try checkSubset(pairs)
    let keys = keyColumns(pairs)
    let isNamed = figures.keys.contains(ComparedColumns.figure)
    let provenance = provenance(pairs, isNamed: isNamed).filter { column in
      !keys.contains { $0.name == column.name }
    }
    var table = try Table(
      checking: keys + valueColumns(pairs, unit: measured[value]?.unit) + provenance, title: title,
      port: Self.table.name)
    let counts = pairs.map(\.measured.runs.count)
    table.intervalRemarks =
      (counts.contains { $0 > 1 } ? [] : measured.intervalRemarks)
      + Summarize.remark(onMeansOf: counts, over: over)
    return table
  }

  private var printedKeys: [String] { printedRows.conditions.map(\.column) }
}

extension Compare {
  private struct Pair {
    var measured: MeasuredRow
    /// The measured row's keys and those of the printed figure.
    var keys: [String: String]
    var figure: String?
    var printed: PrintedValue
  }

  private func pairs(_ rows: [MeasuredRow], _ figures: [PrintedFigures.Row]) -> [Pair] {
    rows.flatMap { row in
      let claims = figures.filter { figure in
        on.allSatisfy { figure.keys[$0] == row.keys[$0] || figure.keys[$0] == "" }
      }
      return claims.map { claim in
        Pair(
          measured: row, keys: claim.keys.merging(row.keys) { _, measured in measured },
          figure: claim.keys[ComparedColumns.figure], printed: claim.printed)
      }
    }
  }

  /// A column or a value of `subset-of` that no row has would make a part of the data pass for the whole.
  private func checkSubset(_ pairs: [Pair]) throws(StageError) {
    for condition in subsetRows.conditions {
      let known = pairs.compactMap { $0.keys[condition.column] }.uniqued
      guard let stray = condition.values.first(where: { !known.contains($0) }) else { continue }
      throw .unsuitable(
        port: "table", cause: "no compared row has ‘\(stray)’ in a column ‘\(condition.column)’",
        remedy: known.isEmpty
          ? "let ‘subset-of’ name a column of the comparison"
          : "let ‘subset-of’ name some of \(known.joined(separator: ", "))")
    }
  }

  private func keyColumns(_ pairs: [Pair]) -> [Column] {
    let varying = readings.filter { name in Set(pairs.map { $0.keys[name] }).count > 1 }
    return (on + varying).uniqued.map { name in Column.text(name, pairs.map { $0.keys[name] }) }
  }

  private func valueColumns(_ pairs: [Pair], unit: String?) -> [Column] {
    var columns: [Column] = [
      .number("printed", unit: unit, pairs.map(\.printed.value)),
      .number("value", unit: unit, pairs.map(\.measured.value)),
      .number("low", unit: unit, pairs.map(\.measured.low)),
      .number("high", unit: unit, pairs.map(\.measured.high)),
      .number("ratio", pairs.map(Self.ratio)),
    ]
    if pairs.contains(where: { $0.printed.form != .figure }) {
      columns.append(.text(ComparedColumns.asPrinted, pairs.map(\.printed.text)))
    }
    if !ordering.isEmpty {
      columns.append(
        .text(ComparedColumns.ordering, pairs.map { order($0, among: pairs).rawValue }))
    }
    return columns
  }

  private static func ratio(_ pair: Pair) -> Double? {
    guard let printed = pair.printed.value, printed != 0 else { return nil }
    return pair.measured.value.map { $0 / printed }
  }

  /// What a ledger has to know; nothing where neither the file nor the settings say anything.
  private func provenance(_ pairs: [Pair], isNamed: Bool) -> [Column] {
    func constant(_ name: String, _ text: String, of rows: Selection = Selection()) -> [Column] {
      text.isEmpty ? [] : [.text(name, pairs.map { rows.includes($0.keys) ? text : nil })]
    }
    return (isNamed ? [.text(ComparedColumns.figure, pairs.map(\.figure))] : [])
      + constant(ComparedColumns.manner, manner)
      + constant(ComparedColumns.subset, subset, of: subsetRows)
      + constant(ComparedColumns.exact, exact ? "yes" : "")
  }

  /// How a row stands to the rows that differ from it in the ordering column alone.
  private func order(_ pair: Pair, among pairs: [Pair]) -> Ordering {
    let shared = (on + readings).filter { $0 != ordering }
    // Two figures printed alike stand in no order.
    let rivals = pairs.filter { other in
      other.keys[ordering] != pair.keys[ordering] && other.printed.value != nil
        && other.printed.value != pair.printed.value
        && shared.allSatisfy { other.keys[$0] == pair.keys[$0] }
    }
    guard let printed = pair.printed.value, !rivals.isEmpty else { return .alone }
    var isDecided = true
    for rival in rivals {
      guard pair.measured.value != nil, rival.measured.value != nil else { return .undefined }
      switch pair.measured.stands(to: rival.measured) {
      case .undecided: isDecided = false
      case let side where (side == .above) != (printed > rival.printed.value ?? printed):
        return .fails
      default: break
      }
    }
    return isDecided ? .holds : over.isEmpty ? .undecided : .unresolved
  }
}
