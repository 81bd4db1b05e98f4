public import Pipeline

/// Every printed figure with what was measured for it, and a verdict from a closed list.
///
/// Figures come from a CSV file with the columns `figure` (an id), `where`, `claim`, `unit`, `file` (the manifest that measures it),
/// `unmeasured` (why nothing does) and, last, the figure as printed; other columns are keys that `Compare` matches on. Rows
/// of the tables join a figure by their column `figure`. Several rows for one figure are readings of its protocol: the
/// first is the one that the paper's text asks for, the others are named as such.
public struct Ledger: Stage {
  /// What the table lists.
  public enum Listing: String, Choice {
    case figures
    /// Figures in the reading that the paper's text asks for, without the others.
    case asked
    case counts
  }

  public static let summary = "Every printed figure beside ours, with a verdict from a closed list."
  public static let version = 5
  public static let source = "arXiv:2603.13085, every figure that it prints"
  public static let tables = ListPort<Table>(
    "tables", "what Compare made of the measurements", takesLabels: true, mayBeEmpty: true)
  public static let inputs: [any InputPort] = [tables]
  public static let settings = [
    Setting<Self>("printed", \.printed, "every printed figure, a CSV file"),
    Setting<Self>("where", \.selection, "the printed figures to list, by column"),
    Setting<Self>(
      "list", \.list,
      "a row per figure and reading, only readings that the text asks for, or how many have each verdict"
    ),
    Setting<Self>(
      "rerun", \.rerun, "the command that measures a figure, up to the name of its file"
    )
    .used(when: "list is not counts") { stage, _ in stage.list != .counts },
    Setting<Self>("options", \.options, "what follows the file's name in that command")
      .used(when: "list is not counts") { stage, _ in stage.list != .counts },
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var printed = InputFile()
  var selection = Selection()
  var list = Listing.figures
  var rerun = "malleus run Pipelines/paper/"
  var options = ""
  var title = "Every printed figure beside ours"

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    printed.path.isEmpty
      ? [SettingFault("Ledger needs the file of printed figures; give ‘printed’")] : []
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let figures = try PrintedFigures(
      try context.open(printed).array, file: printed.name, column: "",
      keys: LedgerColumn.required + selection.conditions.map(\.column))
    let listed = figures.rows.filter { selection.includes($0.keys) }
    try check(listed)
    let measured = try LedgerMeasurements(try inputs[Self.tables], keys: figures.keys)
    try check(measured, against: figures)
    let entries = listed.map { LedgerEntry($0, measured[$0.keys["figure"] ?? ""]) }
    return list == .counts ? counts(of: entries) : table(of: entries)
  }

  private func check(_ rows: [PrintedFigures.Row]) throws(StageError) {
    guard !rows.isEmpty else {
      throw .badFile(
        file: printed.name, place: "content", cause: "no figure is selected",
        remedy: "compare ‘where’ with the file's columns")
    }
    var seen: Set<String> = []
    for id in rows.compactMap({ $0.keys["figure"] }) where !seen.insert(id).inserted {
      throw .badFile(
        file: printed.name, place: "column figure", cause: "‘\(id)’ is there twice",
        remedy: "give every figure an id of its own")
    }
  }

  /// A measured figure that is not in the file would vanish without a word.
  private func check(
    _ measured: LedgerMeasurements, against figures: PrintedFigures
  ) throws(StageError) {
    let known = Set(figures.rows.compactMap { $0.keys["figure"] })
    guard let stray = measured.figures.first(where: { !known.contains($0) }) else { return }
    throw .unsuitable(
      port: "tables", cause: "no printed figure is called ‘\(stray)’",
      remedy: "let Compare read the same file, \(printed.name)")
  }
}

extension Ledger {
  private func table(of entries: [LedgerEntry]) -> Table {
    let rows = entries.flatMap { entry in
      entry.readings.filter { list == .figures || $0.isAsked }.map { (entry.row, $0) }
    }
    func keys(_ name: String) -> [String?] { rows.map { $0.0.keys[name]?.nonEmpty } }
    let commands = rows.map { row in
      row.0.keys["file"]?.nonEmpty.map { file in
        rerun + file + (options.isEmpty ? "" : " " + options)
      }
    }
    let readings = rows.map(\.1)
    return Table(
      title,
      columns: [
        .text("where", keys("where")), .text("claim", keys("claim")),
        .text("reading", readings.map { $0.name.nonEmpty }),
        .text("printed", rows.map { $0.0.printed.text }),
        .number("value", readings.map(\.value)), .number("low", readings.map(\.low)),
        .number("high", readings.map(\.high)), .text("unit", keys("unit")),
        .number("ratio", rows.map { $0.1.ratio(to: $0.0.printed) }),
        .text(LedgerColumn.verdict, readings.map(\.judgement.verdict.rawValue)),
        .text("reason", readings.map(\.reason.nonEmpty)),
        .text(LedgerColumn.data, readings.map(\.data)),
        .text(ComparedColumns.manner, readings.map(\.manner)),
        .text(LedgerColumn.table, readings.map(\.table)), .text(LedgerColumn.command, commands),
        .text(ComparedColumns.figure, keys("figure")),
      ], notes: ["a printed figure stands for every value that rounds to it"])
  }

  private func counts(of entries: [LedgerEntry]) -> Table {
    let counts = Verdict.allCases.map { verdict in entries.count { $0.verdict == verdict } }
    let total = entries.count == 1 ? "1 printed figure" : "\(entries.count) printed figures"
    return Table(
      title,
      columns: [
        .text(LedgerColumn.verdict, Verdict.allCases.map(\.rawValue)),
        .integer("figures", counts),
      ], notes: ["\(total), each counted once, in the reading that the paper's text asks for"])
  }
}

/// Columns of a ledger that a report shows in a way of their own.
enum LedgerColumn {
  /// A `Verdict`.
  static let verdict = "verdict"
  /// What part of the paper's data was used.
  static let data = "data"
  /// The title of the table that holds the measurement.
  static let table = "table"
  /// What to type to measure it again.
  static let command = "command"

  /// What many rows have in common: a report says it above them.
  static let provenance = [data, ComparedColumns.manner, table, command]

  /// What the file of printed figures must have beside the figures.
  static let required = ["figure", "where", "claim", "unit", "file", "unmeasured"]
}

extension String {
  /// The text, or none.
  var nonEmpty: String? { isEmpty ? nil : self }
}
