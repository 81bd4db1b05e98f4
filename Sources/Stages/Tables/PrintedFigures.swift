internal import Pipeline

/// Figures as a publication prints them: one number per line of a CSV file, told apart by other columns.
struct PrintedFigures {
  /// One figure and the text of its line's other columns.
  struct Row {
    var keys: [String: String]
    var value: Double
  }

  var rows: [Row] = []

  /// Reads `bytes`, where figures stand in `column`, or in the last column when that is empty.
  ///
  /// Lines without a number are left out: not everything printed is one.
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
    for record in records {
      guard let value = Double(record.fields[place].text), value.isFinite else { continue }
      var texts: [String: String] = [:]
      for (index, name) in header.enumerated() where index != place {
        texts[name] = record.fields[index].text
      }
      rows.append(Row(keys: texts, value: value))
    }
  }
}
