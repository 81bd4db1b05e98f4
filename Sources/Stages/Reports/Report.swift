internal import Figures
public import Pipeline

/// A page with text, tables, figures and every setting that led to them.
///
/// The text places a table or figure by a line `{{table-1}}` or `{{figure-2}}`, counted as wired; the rest follows
/// the text. Tables of one title and the same columns, as a sweep yields them, count as one. A table's column `table` leads to the tables of
/// the page that it names.
public struct Report: Stage {
  public static let summary = "A page with text, tables, figures and how they were measured."
  public static let version = 4
  public static let source = "A result is as good as the description of how it was measured"
  public static let wantsLineage = true
  public static let tables = ListPort<Table>(
    "tables", "what was measured", takesLabels: true, mayBeEmpty: true)
  public static let figures = ListPort<Figure>(
    "figures", "what is shown", takesLabels: true, mayBeEmpty: true)
  public static let inputs: [any InputPort] = [tables, figures]
  public static let settings = [
    Setting<Self>("title", \.title, "the heading of the page"),
    Setting<Self>("text", \.text, "what the page says, a Markdown file"),
  ]
  var title = "Report"
  var text = InputFile()

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    guard text.path.isEmpty, !wiring.isWired("tables"), !wiring.isWired("figures") else {
      return []
    }
    return [SettingFault("there is nothing to report; wire ‘tables’ or ‘figures’, or give ‘text’")]
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Page {
    let tables = GatheredTables(try inputs[Self.tables]).tables
    let figures = try inputs[Self.figures]
    let body = try words(context)
    try checkPlaces(in: body, tables: tables.count, figures: figures.count)
    var names = AttachmentNames()
    let tableFiles = tables.map { Page.Attachment(names.name(for: $0.title), text: $0.csv) }
    let figureFiles = figures.map {
      Page.Attachment(names.name(for: $0.value.title ?? "figure"), text: $0.value.svg)
    }
    let style = CellStyle(
      places: Dictionary(
        tables.enumerated().map { ($1.title, "#table-\($0 + 1)") },
        uniquingKeysWith: { first, _ in first }))
    let sections =
      figures.enumerated().map { Self.section($1, number: $0 + 1) }
      + zip(tables, tableFiles).enumerated().map { index, pair in
        PageView.Section(
          name: "table-\(index + 1)", .table(ReaderTable(pair.0, pair.1, style: style).view))
      }
    let page = PageView(
      title: title, body: body, sections: sections, lineage: Lineage(context.lineage).steps)
    let settings = context.lineage.isEmpty ? [] : [Lineage(context.lineage).attachment(&names)]
    return Page(
      html: page.html(), tables: (tableFiles + settings).sorted { $0.name < $1.name },
      figures: figureFiles.sorted { $0.name < $1.name })
  }

  private func words(_ context: Context) throws(StageError) -> String {
    guard !text.path.isEmpty else { return "" }
    let bytes = try context.open(text).array
    guard let words = String(validating: bytes, as: UTF8.self) else {
      throw .badFile(
        file: text.name, place: "content", cause: "the text is not UTF-8",
        remedy: "save it as UTF-8")
    }
    return words
  }

  /// A line `{{…}}` that names nothing is a slip that nobody should find in the finished page.
  private func checkPlaces(in body: String, tables: Int, figures: Int) throws(StageError) {
    let known =
      (0..<figures).map { "figure-\($0 + 1)" } + (0..<tables).map { "table-\($0 + 1)" }
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.drop { $0 == " " }
      guard line.hasPrefix("{{"), let end = line.firstRange(of: "}}")?.lowerBound else { continue }
      let name = line[..<end].dropFirst(2).filter { $0 != " " }
      guard !known.contains(name) else { continue }
      throw .badFile(
        file: text.name, place: "line \(index + 1)",
        cause: "there is no table or figure ‘\(name)’",
        remedy: known.isEmpty ? "wire one" : "use one of \(known.joined(separator: ", "))")
    }
  }

  private static func section(_ figure: Labelled<Figure>, number: Int) -> PageView.Section {
    let labels = figure.labels.map { "\($0.axis) \($0.value)" }.joined(separator: ", ")
    return PageView.Section(
      name: "figure-\(number)", .figure(svg: figure.value.svg, caption: labels.capitalizedFirst))
  }
}
