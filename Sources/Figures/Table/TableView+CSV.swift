extension TableView {
  /// Comma-separated values (RFC 4180) with every digit; an interval takes three columns.
  package func csv() -> String {
    guard groups.isEmpty else { return ungrouped.csv() }
    let headings = columns.flatMap { column -> [String] in
      switch column.kind {
      case .interval:
        [column.heading, "\(column.heading), low", "\(column.heading), high"]
      default: [column.heading]
      }
    }
    let lines = rows.map { row in
      columns.indices.flatMap { fields(cell(row, $0), in: columns[$0]) }
    }
    return ([headings] + lines).map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private func fields(_ cell: Cell, in column: Column) -> [String] {
    let fields: [String] =
      switch cell {
      case .text(let text), .link(let text, _), .code(let text), .mark(_, let text): [text]
      case .integer(let value): [String(value)]
      case .number(let value): [NumberText.exact(value)]
      case .interval(let value, let low, let high): [value, low, high].map(NumberText.exact)
      case .missing: [""]
      }
    guard case .interval = column.kind else { return Array(fields.prefix(1)) }
    return fields + Array(repeating: "", count: 3 - fields.count)
  }

  /// A field between quotes where commas, quotes, line ends or outer spaces would be misread.
  static func quoted(_ field: String) -> String {
    let needsQuotes =
      field.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
      || field.first?.isWhitespace == true || field.last?.isWhitespace == true
    guard needsQuotes else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
