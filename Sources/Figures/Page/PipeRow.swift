/// One line of a pipe table.
enum PipeRow {
  /// Cells between the bars; `\|` is a bar inside a cell.
  static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.trimmed {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        if isEscaped, character == "|" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.first?.isBlank == true { cells.removeFirst() }
    if cells.last?.isBlank == true { cells.removeLast() }
    return cells.map(\.trimmed)
  }

  /// The alignments that a line like `| :-- | --: |` asks for, none when it is another line.
  static func alignments(_ line: String) -> [MarkdownBlock.Alignment]? {
    guard line.contains("-"), line.contains("|") else { return nil }
    var alignments: [MarkdownBlock.Alignment] = []
    for cell in cells(line) {
      var dashes = cell[...]
      let startsWithColon = dashes.first == ":"
      if startsWithColon { dashes = dashes.dropFirst() }
      let endsWithColon = dashes.last == ":"
      if endsWithColon { dashes = dashes.dropLast() }
      guard !dashes.isEmpty, dashes.allSatisfy({ $0 == "-" }) else { return nil }
      alignments.append(endsWithColon ? (startsWithColon ? .centre : .end) : .start)
    }
    return alignments.isEmpty ? nil : alignments
  }
}

extension String {
  /// Spaces before the first other character.
  var indent: Int { prefix { $0 == " " }.count }

  var isBlank: Bool { allSatisfy(\.isWhitespace) }

  var trimmedStart: String { String(drop(while: \.isWhitespace)) }

  var trimmed: String {
    String(trimmedStart.reversed().drop(while: \.isWhitespace).reversed())
  }
}
