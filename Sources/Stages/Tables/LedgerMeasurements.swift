internal import Pipeline

/// The rows of compared tables by the printed figure that they belong to.
struct LedgerMeasurements {
  /// One measured value for one figure.
  struct Row {
    var value: Double?
    var low: Double?
    var high: Double?
    var ordering: Ordering?
    /// What sets the row apart in columns that the printed figures have: parts of one claim.
    var part: [String]
    /// What sets it apart in other columns: a reading of the protocol.
    var reading: [String]
    var subset: String
    var manner: String
    var isExact: Bool
    var table: String
  }

  /// The measured figures in order of appearance.
  private(set) var figures: [String] = []
  private var rows: [String: [Row]] = [:]

  /// The rows measured for a figure, in the order of the tables.
  subscript(figure: String) -> [Row] { rows[figure] ?? [] }

  /// Gathers `tables`, whose columns among `keys` are also those of the printed figures.
  init(_ tables: [Labelled<Table>], keys: [String]) throws(StageError) {
    for table in tables {
      guard let ids = table.value[ComparedColumns.figure], ids.values.numbers == nil else {
        throw .unsuitable(
          port: "tables",
          cause: "the table ‘\(table.value.title)’ does not say which figures it measures",
          remedy: "wire tables of Compare, whose file has a column ‘figure’")
      }
      for (index, id) in ids.values.texts.enumerated() {
        guard let id else { continue }
        if rows[id] == nil { figures.append(id) }
        rows[id, default: []].append(Self.row(index, of: table, keys: keys))
      }
    }
    for figure in figures { rows[figure] = Self.shortened(rows[figure] ?? []) }
  }

  private static func row(_ index: Int, of table: Labelled<Table>, keys: [String]) -> Row {
    let value = table.value
    func text(_ name: String) -> String { value[name]?.values.texts[index] ?? "" }
    func number(_ name: String) -> Double? { value[name]?.values.numbers?[index] }
    let known = ComparedColumns.provenance + [ComparedColumns.ordering, ComparedColumns.asPrinted]
    let named = value.columns.filter { $0.values.numbers == nil && !known.contains($0.name) }
      .map { ($0.name, $0.values.texts[index] ?? "") }
    let all = table.labels.map { ($0.axis, $0.value) } + named
    return Row(
      value: number("value"), low: number("low"), high: number("high"),
      ordering: Ordering(rawValue: text(ComparedColumns.ordering)),
      part: all.filter { keys.contains($0.0) }.map(\.1),
      reading: all.filter { !keys.contains($0.0) }.map(\.1), subset: text(ComparedColumns.subset),
      manner: text(ComparedColumns.manner), isExact: text(ComparedColumns.exact) == "yes",
      table: value.title)
  }

  /// Rows of one shape without the words that all of them share.
  private static func shortened(_ rows: [Row]) -> [Row] {
    func varying(_ path: KeyPath<Row, [String]>) -> [Int] {
      let count = rows.map { $0[keyPath: path].count }.min() ?? 0
      return (0..<count).filter { place in Set(rows.map { $0[keyPath: path][place] }).count > 1 }
    }
    let isAlike = Set(rows.map { [$0.part.count, $0.reading.count] }).count == 1
    guard isAlike else { return rows }
    let (parts, readings) = (varying(\.part), rows.count == 1 ? [] : varying(\.reading))
    return rows.map { row in
      var copy = row
      copy.part = parts.map { row.part[$0] }
      copy.reading = (readings.isEmpty ? Array(row.reading.indices) : readings).map {
        row.reading[$0]
      }
      return copy
    }
  }
}
