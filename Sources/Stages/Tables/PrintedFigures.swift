internal import Pipeline

/// Figures as a publication prints them: one per line of a CSV file, told apart by other columns.
struct PrintedFigures {
  /// One figure and the text of its line's other columns.
  struct Row {
    var keys: [String: String]
    var printed: PrintedValue
  }

  /// The columns beside that of the figures.
  private(set) var keys: [String] = []
  private(set) var rows: [Row] = []

  /// Reads `bytes`, where figures stand in `column`, or in the last column when that is empty.
  ///
  /// Lines with an empty field or a dash are left out: not every cell of a printed table is filled.
  init(_ bytes: [UInt8], file: String, column: String, keys: [String]) throws(StageError) {
    var records: [CSV.Record]
    do throws(FormatFault) {
      records = try CSV.read(bytes)
    } catch {
      throw error.inFile(file)
    }
    guard let header = records.first?.fields.map(\.text), header.count > 1 else {
      throw .badFile(
        file: file, place: "line 1", cause: "there is no header with two columns or more",
        remedy: "give a CSV file with a header")
    }
    for name in keys + (column.isEmpty ? [] : [column]) where !header.contains(name) {
      throw .badFile(
        file: file, place: "line 1", cause: "there is no column ‘\(name)’",
        remedy: "use one of \(header.joined(separator: ", "))")
    }
    records.removeFirst()
    let place = column.isEmpty ? header.count - 1 : header.firstIndex(of: column) ?? 0
    self.keys = header.indices.filter { $0 != place }.map { header[$0] }
    for record in records {
      guard let printed = try Self.printed(record, at: place, file: file) else { continue }
      var texts: [String: String] = [:]
      for (index, name) in header.enumerated() where index != place {
        texts[name] = record.fields[index].text
      }
      rows.append(Row(keys: texts, printed: printed))
    }
  }

  private static func printed(
    _ record: CSV.Record, at place: Int, file: String
  ) throws(StageError) -> PrintedValue? {
    let text = record.fields[place].text
    if ["", "-", "–", "—"].contains(text) { return nil }
    guard let printed = PrintedValue(text) else {
      throw .badFile(
        file: file, place: "line \(record.line)", cause: "‘\(text)’ is no printed figure",
        remedy: "write it as \(PrintedValue.forms), or leave it empty")
    }
    return printed
  }
}
