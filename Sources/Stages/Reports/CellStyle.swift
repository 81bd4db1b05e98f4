internal import Figures

/// How the text of a table's cells is shown, where a column's name asks for more than words.
///
/// In a column `table`, the title of a table on the page leads to it; a `command` is something to type; a `verdict` of a ledger has its
/// shape and colour.
struct CellStyle {
  /// Where the tables of the page are, by title.
  var places: [String: String] = [:]

  /// The cell for a text in the column called `name`.
  func cell(_ text: String?, in name: String) -> TableView.Cell {
    guard let text else { return .text(NumberText.missing) }
    switch name {
    case LedgerColumn.table: return places[text].map { .link(text, to: $0) } ?? .text(text)
    case LedgerColumn.command: return .code(text)
    case LedgerColumn.verdict:
      return Verdict(rawValue: text).map { .mark($0.mark, text) } ?? .text(text)
    default: return .text(text)
    }
  }
}

extension Verdict {
  /// Shapes fill as figures agree; colours follow.
  var mark: TableMark {
    switch self {
    case .agrees: .full
    case .ordered: .half
    case .subset: .part
    case .disordered: .cross
    case .impossible: .barred
    case .unmeasured: .empty
    }
  }
}

extension Column {
  /// Whether a report says this column of a comparison below the table, once where all rows agree.
  func isSaidBelow(in table: Table) -> Bool {
    guard table["printed"] != nil, values.numbers == nil,
      ComparedColumns.provenance.contains(name)
    else { return false }
    return name == ComparedColumns.figure || name == ComparedColumns.exact
      || Set(values.texts).count == 1
  }

  /// What stands below the table in place of this column.
  func saidBelow(in table: Table) -> String? {
    guard isSaidBelow(in: table), let text = values.texts.first ?? nil else { return nil }
    switch name {
    case ComparedColumns.manner: return text
    case ComparedColumns.subset: return "measured on \(text)"
    case ComparedColumns.exact: return "a property of the data, without seeds or training"
    default: return nil
    }
  }
}
