internal import Numerics
public import Pipeline

/// Gathers tables of a sweep into one and averages over axes such as the seed.
///
/// Averages carry Student's 95 % interval of the mean; a value that stands alone keeps the interval
/// it came with. With a control, each mean is also given minus the control's, paired over the averaged axes; with a baseline,
/// divided by the baseline's, with Fieller's interval. Branches of a pipeline that differ in wiring are told apart by `labels`.
public struct Summarize: Stage {
  /// How values are written.
  public enum Format: String, Choice {
    case number
    case percent
  }

  public static let summary = "Tables of a sweep gathered, averaged with intervals, and laid out."
  public static let version = 6
  public static let source = "Student, 1908, for the intervals"
  public static let tables = ListPort<Table>("tables", "what to gather", takesLabels: true)
  public static let inputs: [any InputPort] = [tables]
  public static let settings = [
    Setting<Self>("over", \.over, "axes to average over"),
    Setting<Self>("keep", \.keep, "the rows to keep, by column"),
    Setting<Self>("values", \.values, "columns of numbers to gather; by default ‘value’, or all"),
    Setting<Self>("control", \.control, "the rows to subtract, as {attack: random-sign}")
      .used(when: "columns is not given") { stage, _ in stage.columns.isEmpty },
    Setting<Self>("baseline", \.baseline, "the rows to divide by, as {model: 2L-ReLU}")
      .used(when: "columns is not given") { stage, _ in stage.columns.isEmpty },
    Setting<Self>(
      "labels", \.labels, "columns with one value, which say what is gathered, as {rows: all}"),
    Setting<Self>("rows", \.rows, "keys that name the rows of a laid-out table")
      .used(when: "columns is given") { stage, _ in !stage.columns.isEmpty },
    Setting<Self>("columns", \.columns, "keys whose values become columns"),
    Setting<Self>("format", \.format, "how values are written"),
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var over: [String] = []
  var keep = Selection()
  var values: [String] = []
  var control = Selection()
  var baseline = Selection()
  var labels = ConstantKeys()
  var rows: [String] = []
  var columns: [String] = []
  var format = Format.number
  var title = "Summary"

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [("control", control), ("baseline", baseline)].flatMap { name, rivals in
      rivals.conditions.filter { $0.values.count > 1 }.map {
        SettingFault("has several values of ‘\($0.column)’; name one", setting: name)
      }
    }
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let tables = try inputs[Self.tables]
    var measured = Measurements(gathering: tables, columns: values)
    try check(measured, tables)
    measured.add(labels.labels)
    measured.entries.removeAll { !keep.includes($0.keys) }
    try checkUnits(measured)
    if format == .percent { measured.becomePercentages() }
    let groups = try measured.runs(over: over, port: Self.tables.name)
    let means = groups.map { Self.mean($0.keys, $0.members) }
    let unit = measured.unit
    var table: Table
    if columns.isEmpty {
      let beside = differenceColumns(groups, unit: unit) + ratioColumns(groups)
      table = try tidy(measured, means, beside, unit: unit)
      table.notes = measured.notes + missingNotes(groups) + ratioNotes(groups)
    } else {
      table = try laidOut(means, unit: unit)
      table.notes = measured.notes
    }
    table.intervalRemarks = intervals(measured, groups)
    return table
  }

  private func check(
    _ measured: Measurements, _ tables: [Labelled<Table>]
  ) throws(StageError) {
    let asked =
      over + rows + columns
      + (keep.conditions + control.conditions + baseline.conditions).map(\.column)
    let all = labels.labels.map(\.axis) + measured.keys
    if let twice = labels.labels.map(\.axis).first(where: measured.keys.contains) {
      throw .unsuitable(
        port: "tables", cause: "a table has a column or sweep axis ‘\(twice)’ already",
        remedy: "name another column in ‘labels’")
    }
    for name in asked where !all.contains(name) {
      let known = all.joined(separator: ", ")
      throw .unsuitable(
        port: "tables", cause: "no table has a column or sweep axis ‘\(name)’",
        remedy: "use one of \(known)")
    }
    for name in values where tables.allSatisfy({ $0.value[name]?.values.numbers == nil }) {
      throw .unsuitable(
        port: "tables", cause: "no table has numbers in a column ‘\(name)’",
        remedy: "name a column of numbers")
    }
  }

  /// One column of values has one unit, as one measure has.
  private func checkUnits(_ measured: Measurements) throws(StageError) {
    func named(_ unit: String?) -> String { unit.map { "in \($0)" } ?? "without a unit" }
    var units: [[String?]: String?] = [:]
    for entry in measured.entries {
      let quantity = ["measure", "quantity"].map { entry.keys[$0] }
      let known = units[quantity] ?? entry.unit
      guard known == entry.unit else {
        let name = quantity.compactMap { $0 }.joined(separator: ", ")
        throw .unsuitable(
          port: "tables",
          cause: "‘\(name)’ is there \(named(known)) and \(named(entry.unit))",
          remedy: "choose one with ‘keep’, or make percentages of shares before")
      }
      units[quantity] = .some(known)
    }
  }

  /// What the intervals are: those of the averages, and those that values brought along which stand alone.
  private func intervals(
    _ measured: Measurements, _ groups: [(keys: [String: String], members: [Measurements.Entry])]
  ) -> [String] {
    let isAnyKept = groups.contains { $0.members.count == 1 && $0.members[0].low != nil }
    let said = isAnyKept ? measured.intervals : []
    return said + Self.remark(onMeansOf: groups.map(\.members.count), over: over)
  }

  /// What the interval of a mean of so many runs is, where one has several.
  static func remark(onMeansOf counts: [Int], over axes: [String]) -> [String] {
    guard !axes.isEmpty, let most = counts.max(), most > 1 else { return [] }
    let count = Set(counts).count == 1 ? "\(most)" : "up to \(most)"
    return ["mean ± 95 % (Student) over \(count) values of \(axes.joined(separator: ", "))"]
  }

  static func mean(
    _ keys: [String: String], _ members: [Measurements.Entry]
  ) -> Measurements.Entry {
    let numbers = members.compactMap(\.value)
    if members.count == 1, let only = members.first {
      return Measurements.Entry(
        keys: keys, value: only.value, low: only.low, high: only.high, count: 1)
    }
    let interval = interval(of: numbers)
    return Measurements.Entry(
      keys: keys, value: interval?.estimate ?? Statistics.mean(numbers), low: interval?.low,
      high: interval?.high, count: numbers.count)
  }

  /// Student's interval of a mean; equal values are their own, where adding and dividing would leave rounding behind.
  static func interval(of numbers: [Double]) -> Interval? {
    if let first = numbers.first, numbers.count > 1, numbers.allSatisfy({ $0 == first }) {
      return Interval(estimate: first, low: first, high: first)
    }
    return Statistics.meanInterval(numbers)
  }
}

extension Summarize {
  private func tidy(
    _ measured: Measurements, _ means: [Measurements.Entry], _ beside: [Column], unit: String?
  ) throws(StageError) -> Table {
    var columns = measured.keyColumns(means)
    columns += [
      .number("value", unit: unit, means.map(\.value)),
      .number("low", unit: unit, means.map(\.low)), .number("high", unit: unit, means.map(\.high)),
      .integer("averaged", means.map(\.count)),
    ]
    return try Table(checking: columns + beside, title: title)
  }

  /// One row per combination of `rows`, one column per combination of `columns`, cells as text.
  private func laidOut(
    _ means: [Measurements.Entry], unit: String?
  ) throws(StageError) -> Table {
    func key(_ entry: Measurements.Entry, _ names: [String]) -> [String] {
      names.map { entry.keys[$0] ?? "" }
    }
    let rowKeys = means.map { key($0, rows) }.uniqued
    let columnKeys = means.map { key($0, columns) }.uniqued
    var cells: [[String]: Measurements.Entry] = [:]
    for entry in means {
      let place = key(entry, rows) + key(entry, columns)
      if let other = cells[place] { throw Self.collision(entry, other, at: place) }
      cells[place] = entry
    }
    let headings = rows.enumerated().map { index, name in
      Column.text(name, rowKeys.map { $0[index] })
    }
    let body = columnKeys.map { column in
      Column(
        column.joined(separator: ", "), unit: unit,
        .text(rowKeys.map { cells[$0 + column].map(Self.cell) }))
    }
    return try Table(checking: headings + body, title: title)
  }

  /// Two values for one cell, with the keys that tell them apart.
  private static func collision(
    _ entry: Measurements.Entry, _ other: Measurements.Entry, at place: [String]
  ) -> StageError {
    let names = Set(entry.keys.keys).union(other.keys.keys)
      .filter { entry.keys[$0] != other.keys[$0] }.sorted()
    return .unsuitable(
      port: "tables",
      cause: "there are several values at \(place.joined(separator: ", ")), told apart by "
        + names.joined(separator: ", "),
      remedy: "choose with ‘keep’, average with ‘over’, or name a key in ‘rows’ or ‘columns’")
  }

  /// "28.9 ± 1.2", with as many digits as the interval supports.
  private static func cell(_ entry: Measurements.Entry) -> String {
    guard let value = entry.value else { return "undefined" }
    guard let low = entry.low, let high = entry.high else {
      return Rounded.text(value, digits: 3)
    }
    return Rounded.text(value, low: low, high: high)
  }
}
