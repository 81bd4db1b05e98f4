public import Pipeline

/// Measured values beside printed ones, and whether the printed ordering holds.
///
/// A row of the table and a row of the file belong together when they agree in every column of `on`; an empty cell of the file
/// agrees with every value, as a figure that names no attack is claimed for all of them.
/// With `ordering`, rows that differ in that column alone are compared with each other: the
/// ordering holds when the measured values stand as the printed ones do and their intervals do not overlap. A printed range or
/// bound has no place in an order. Where the file has a column `figure`, rows keep it, so that a `Ledger` finds them.
public struct Compare: Stage {
  public static let summary = "Measured values beside printed figures, their ratio and ordering."
  public static let version = 5
  public static let source = "arXiv:2603.13085, its printed tables"
  public static let table = Port<Table>("table", "what was measured, with a column ‘value’")
  public static let inputs: [any InputPort] = [table]
  public static let settings = [
    Setting<Self>("with", \.with, "the printed figures, a CSV file with a header"),
    Setting<Self>(
      "on", \.on,
      "columns of both in which rows must agree; what the file leaves empty agrees with all"),
    Setting<Self>("keep", \.keep, "the measured rows to compare, by column"),
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
    guard measured[value]?.values.numbers != nil else {
      throw .unsuitable(
        port: "table", cause: "it has no column of numbers called ‘\(value)’",
        remedy: "name the column of measured values in ‘value’")
    }
    let pairs = self.pairs(measured, figures.rows.filter { printedRows.includes($0.keys) })
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
    return try Table(
      checking: keys + valueColumns(pairs, unit: measured[value]?.unit) + provenance, title: title)
  }

  private var printedKeys: [String] { printedRows.conditions.map(\.column) }
}

extension Compare {
  private struct Pair {
    var keys: [String: String]
    var value: Double?
    var low: Double?
    var high: Double?
    var figure: String?
    var printed: PrintedValue

    /// Whether the intervals leave no doubt which of two values is larger.
    func isApart(from other: Pair) -> Bool {
      guard let low, let high, let otherLow = other.low, let otherHigh = other.high else {
        // Where one has an interval, the other's is missing because nothing bounds it.
        let limits = [low, high, other.low, other.high]
        return limits.allSatisfy { $0 == nil } && value != other.value
      }
      return low > otherHigh || high < otherLow
    }
  }

  private func pairs(_ table: Table, _ figures: [PrintedFigures.Row]) -> [Pair] {
    let texts = table.columns.filter { $0.values.numbers == nil }.map { ($0.name, $0.values.texts) }
    func numbers(_ name: String) -> [Double?] {
      table[name]?.values.numbers ?? Array(repeating: nil, count: table.rows)
    }
    let limits = value == "value" ? ("low", "high") : ("\(value), low", "\(value), high")
    let (values, lows, highs) = (numbers(value), numbers(limits.0), numbers(limits.1))
    return (0..<table.rows).flatMap { row -> [Pair] in
      let keys = Dictionary(
        texts.compactMap { name, values in values[row].map { (name, $0) } },
        uniquingKeysWith: { first, _ in first })
      guard keep.includes(keys) else { return [] }
      let claims = figures.filter { figure in
        on.allSatisfy { figure.keys[$0] == keys[$0] || figure.keys[$0] == "" }
      }
      return claims.map {
        let all = $0.keys.merging(keys) { _, measured in measured }
        return Pair(
          keys: all, value: values[row], low: lows[row], high: highs[row],
          figure: $0.keys[ComparedColumns.figure], printed: $0.printed)
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
      .number("value", unit: unit, pairs.map(\.value)),
      .number("low", unit: unit, pairs.map(\.low)), .number("high", unit: unit, pairs.map(\.high)),
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
    return pair.value.map { $0 / printed }
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
      guard let own = pair.value, let other = rival.value else { return .undefined }
      if !pair.isApart(from: rival) {
        isDecided = false
      } else if (own > other) != (printed > rival.printed.value ?? printed) {
        return .fails
      }
    }
    return isDecided ? .holds : .undecided
  }
}
