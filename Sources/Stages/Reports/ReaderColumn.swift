internal import Figures

/// One quantity of a table, with its interval where the table has columns for one.
struct ReaderColumn {
  let column: Column
  let low: [Double?]?
  let high: [Double?]?

  var hasInterval: Bool { low != nil }

  /// The quantities of a table behind its first `count` columns.
  ///
  /// A count of averaged values that is the same in all rows is left to the notes, and so is where a comparison comes from.
  static func all(of table: Table, after count: Int) -> [ReaderColumn] {
    let names = Set(table.columns.map(\.name))
    let rest = table.columns.dropFirst(count).filter { column in
      if column.isSaidBelow(in: table) { return false }
      guard column.values.numbers != nil else { return true }
      if column.name == "averaged", Set(column.values.texts).count == 1 { return false }
      return !isLimit(column.name, among: names)
    }
    return rest.map { column in
      let pairs = limits(of: column.name)
      return ReaderColumn(
        column: column, low: table[pairs.low]?.values.numbers,
        high: table[pairs.high]?.values.numbers)
    }
  }

  private init(column: Column, low: [Double?]?, high: [Double?]?) {
    let isComplete = column.values.numbers != nil && low != nil && high != nil
    let isKnown =
      isComplete && zip(low ?? [], high ?? []).contains { $0 != nil && $1 != nil }
    self.column = column
    self.low = isKnown ? low : nil
    self.high = isKnown ? high : nil
  }

  private static func limits(of name: String) -> (low: String, high: String) {
    name == "value" ? ("low", "high") : ("\(name), low", "\(name), high")
  }

  private static func isLimit(_ name: String, among names: Set<String>) -> Bool {
    names.contains { limits(of: $0).low == name && names.contains(limits(of: $0).high) }
      || names.contains { limits(of: $0).high == name && names.contains(limits(of: $0).low) }
  }

  /// What stands above the cells.
  var heading: TableView.Column {
    TableView.Column(title, unit: column.unit ?? "", kind)
  }

  /// What stands above the cells below the heading of a model or attack.
  func heading(under span: String, isAlone: Bool) -> TableView.Column {
    isAlone
      ? TableView.Column(span, unit: column.unit ?? "", kind)
      : TableView.Column(title, unit: column.unit ?? "", kind, span: span)
  }

  private var title: String {
    column.name == "value" ? "Measured" : column.name.capitalizedFirst
  }

  /// Words stand at the left; numbers, and short texts that begin like one, at the right.
  private var kind: TableView.Kind {
    guard case .text(let texts) = column.values else { return .spelled }
    let isNumeric = texts.allSatisfy { text in
      guard let text, let first = text.first else { return true }
      return text.count <= 24 && (first.isNumber || "−-+–".contains(first))
    }
    return isNumeric && texts.contains { $0 != nil } ? .spelled : .text
  }
}

extension ReaderColumn {
  /// The cells as text; rows that agree in `groups` measure the same and share their digits.
  func cells(sharingDigitsWithin groups: [String?]?, _ style: CellStyle) -> [TableView.Cell] {
    guard let numbers = column.values.numbers else {
      return column.values.texts.map { style.cell($0, in: column.name) }
    }
    return spelled(numbers, sharingDigitsWithin: groups).map { .text($0) }
  }

  private func spelled(
    _ numbers: [Double?], sharingDigitsWithin groups: [String?]?
  ) -> [String] {
    if case .integer = column.values {
      return numbers.map { $0.map { NumberText.fixed($0, decimals: 0) } ?? NumberText.missing }
    }
    // Ratios have no unit, so that they are alike whatever they are ratios of.
    let keys =
      (column.name == "ratio" ? nil : groups) ?? Array(repeating: nil, count: numbers.count)
    var rounding: [String?: Rounding] = [:]
    for key in Set(keys) {
      let rows = numbers.indices.filter { keys[$0] == key }
      rounding[key] = Rounding(rows.compactMap { numbers[$0] }, halves: rows.compactMap(half))
    }
    return numbers.indices.map { row in
      guard let value = numbers[row], let rounding = rounding[keys[row]] else {
        return NumberText.missing
      }
      guard let low = low?[row], let high = high?[row] else { return rounding.text(value) }
      return rounding.text(value, low: low, high: high)
    }
  }

  private func half(_ row: Int) -> Double? {
    guard let low = low?[row], let high = high?[row] else { return nil }
    let half = (high - low) / 2
    return half.isFinite && half > 0 ? half : nil
  }
}
