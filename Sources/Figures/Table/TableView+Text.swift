extension TableView {
  /// The table for a terminal: aligned columns below a rule.
  package func plainText() -> String {
    guard groups.isEmpty else { return ungrouped.plainText() }
    let body = cells { $0 }
    let widths = columns.indices.map { column in
      ([columns[column].heading] + body.map { $0[column] }).map(\.count).max() ?? 0
    }
    var lines: [String] = title.isEmpty ? [] : [title]
    lines.append(line(columns.map(\.heading), widths: widths))
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    lines += body.map { line($0, widths: widths) }
    if !caption.isEmpty { lines.append(caption) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The table as a Markdown pipe table.
  package func markdown() -> String {
    guard groups.isEmpty else { return ungrouped.markdown() }
    let body = cells { Self.markdownEscaped($0) }
    let headings = columns.map { Self.markdownEscaped($0.heading) }
    let rules = columns.map { $0.isNumeric ? "---:" : "---" }
    return ([headings, rules] + body).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private func cells(_ spelled: (String) -> String) -> [[String]] {
    rows.map { row in
      columns.indices.map { column in
        let text = shown(cell(row, column), in: columns[column])
        return spelled(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
      }
    }
  }

  private func line(_ fields: [String], widths: [Int]) -> String {
    let padded = columns.indices.map { column in
      let spaces = String(repeating: " ", count: max(0, widths[column] - fields[column].count))
      return columns[column].isNumeric ? spaces + fields[column] : fields[column] + spaces
    }
    let line = padded.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  private static func markdownEscaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\`*_[]<>|#".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
