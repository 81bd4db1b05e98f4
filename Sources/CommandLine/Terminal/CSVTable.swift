internal import Figures
internal import FoundationEssentials

/// A table read back from comma-separated values (RFC 4180), to be shown.
package struct CSVTable {
  private let records: [[String]]
  /// The types of the columns, where they are known.
  private let types: [String]?

  /// What lies beside the values: the type of each column, so that text which looks like a number stays as it is.
  private struct Headings: Decodable {
    struct Column: Decodable { var type: String }
    var columns: [Column]
  }

  /// A table from its values and its headings, both as they are stored; without headings that can be understood, numbers are
  /// what looks like them.
  package init(csv bytes: [UInt8], headings: [UInt8]?) {
    let known = headings.flatMap { try? JSONDecoder().decode(Headings.self, from: Data($0)) }
    types = known?.columns.map(\.type)
    records = Self.records(bytes)
  }

  /// The first `rows` rows in aligned columns, numbers rounded for reading.
  package func text(rows: Int) -> String {
    guard let names = records.first else { return "" }
    let body = records.dropFirst()
    let columns = names.enumerated().map { index, name in
      TableView.Column(name, kind(ofColumn: index, in: body))
    }
    let cells = body.prefix(rows).map { row in
      zip(row, columns).map { text, column in Self.cell(text, column.kind) }
    }
    let left = body.count - cells.count
    let caption = left > 0 ? "… and \(left) more rows" : ""
    let text = TableView(caption: caption, columns: columns, rows: cells).plainText()
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private func kind(ofColumn index: Int, in body: ArraySlice<[String]>) -> TableView.Kind {
    if let types {
      return switch types.indices.contains(index) ? types[index] : "" {
      case "integer": .integer
      case "number": .number()
      default: .text
      }
    }
    let isNumeric = body.allSatisfy { row in
      row.indices.contains(index) && (row[index].isEmpty || Double(row[index]) != nil)
    }
    let isWhole = body.allSatisfy { $0.indices.contains(index) && Int($0[index]) != nil }
    return isNumeric ? (isWhole ? .integer : .number()) : .text
  }

  private static func cell(_ text: String, _ kind: TableView.Kind) -> TableView.Cell {
    if kind == .text { return .text(text) }
    if let number = Int(text), kind == .integer { return .integer(number) }
    return Double(text).map { .number($0) } ?? .missing
  }

  private static func records(_ bytes: [UInt8]) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    func text() -> String { String(decoding: field, as: UTF8.self) }
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\""):
        // Two quotes inside quotes are one: leaving and entering again in one step.
        if !isQuoted, index > 0, bytes[index - 1] == byte { field.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        record.append(text())
        field = []
      case UInt8(ascii: "\n") where !isQuoted:
        records.append(record + [text()])
        (record, field) = ([], [])
      case UInt8(ascii: "\r") where !isQuoted: break
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !record.isEmpty { records.append(record + [text()]) }
    return records
  }
}
