internal import Figures

/// A table laid out for readers: intervals merged into their values, digits that the intervals
/// support, and long lists turned into grouped rows with models side by side.
struct ReaderTable {
  private let table: Table
  private let keys: [Column]
  private let body: [ReaderColumn]
  /// What rows of a ledger have in common, said above them.
  private let shared: [Column]
  private let download: TableView.Download?
  private let style: CellStyle

  init(_ table: Table, _ file: Page.Attachment, style: CellStyle = CellStyle()) {
    self.table = table
    self.style = style
    let leading = Array(table.columns.prefix { $0.values.numbers == nil })
    // A table of words alone has nothing that its first columns could be keys of.
    keys = leading.count == table.columns.count ? [] : leading
    let body = ReaderColumn.all(of: table, after: keys.count)
    let isLedger = table[LedgerColumn.verdict] != nil
    let isShared = { (column: ReaderColumn) in
      isLedger && LedgerColumn.provenance.contains(column.column.name)
    }
    self.body = body.filter { !isShared($0) }
    shared = body.filter(isShared).map(\.column)
    // Larger tables stay in their files; the page is meant to be read.
    download =
      file.text.utf8.count > 200_000
      ? nil : TableView.Download(name: file.name + ".csv", text: file.text)
  }

  /// The table as the page shows it.
  var view: TableView {
    let plan = Layout(keys: keys, rows: table.rows, body: body, shared: shared)
    let cells = body.map { $0.cells(sharingDigitsWithin: alike, style) }
    let placed = plan.placed(cells, style)
    var columns = plan.labels.map { TableView.Column($0.name.capitalizedFirst) }
    if let across = plan.across {
      for name in plan.acrossValues(of: across) {
        for column in body { columns.append(column.heading(under: name, isAlone: body.count == 1)) }
      }
    } else {
      columns += body.map { $0.heading }
    }
    return TableView(
      title: table.title.sentence, caption: caption(plan), columns: columns, rows: placed.rows,
      foldsAfter: isLedger ? .max - 5 : 40, groups: placed.groups,
      groupHeading: plan.group?.name.capitalizedFirst ?? "", download: download)
  }

  /// Whether rows have verdicts, which are read as a whole.
  private var isLedger: Bool { table[LedgerColumn.verdict] != nil }

  /// What rows with the same kind of number have in common; the rows of a ledger have nothing.
  private var alike: [String?]? {
    isLedger
      ? (0..<table.rows).map { "\($0)" } : keys.first { $0.name == "measure" }?.values.texts
  }

  private func caption(_ plan: Layout) -> String {
    let constant = plan.constant.compactMap { column in
      column.values.texts.first.flatMap { $0 }.map { "\(column.name) \($0)" }
    }
    var notes = table.columns.compactMap { $0.saidBelow(in: table) } + table.notes
    if let intervals = table.intervals { notes.append(intervals) }
    if body.contains(where: \.hasInterval), !notes.contains(where: { $0.contains("±") }) {
      notes.append("± is half the width of the interval")
    }
    return ([constant.joined(separator: ", ")] + notes).filter { !$0.isEmpty }
      .map(\.capitalizedFirst.sentence).joined(separator: " ")
  }
}
