internal import Figures

/// One quantity of a table, with its interval where the table has columns for one.
struct ReaderColumn {
  let column: Column
  let low: [Double?]?
  let high: [Double?]?

  var hasInterval: Bool { low != nil }

  /// The quantities of a table behind its first `count` columns.
  ///
  /// A count of averaged values that is the same in all rows is left to the notes.
  static func all(of table: Table, after count: Int) -> [ReaderColumn] {
    let names = Set(table.columns.map(\.name))
    let rest = table.columns.dropFirst(count).filter { column in
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

  /// Words stand at the left; numbers, and words that begin like one, at the right.
  private var kind: TableView.Kind {
    guard case .text(let texts) = column.values else { return .spelled }
    let isNumeric = texts.allSatisfy { text in
      text?.first.map { $0.isNumber || "−-+–".contains($0) } ?? true
    }
    return isNumeric && texts.contains { $0 != nil } ? .spelled : .text
  }
}

extension ReaderColumn {
  /// The cells as text; rows that agree in `groups` measure the same and share their digits.
  func cells(sharingDigitsWithin groups: [String?]?) -> [String] {
    guard let numbers = column.values.numbers else {
      return column.values.texts.map { $0 ?? NumberText.missing }
    }
    if case .integer = column.values {
      return numbers.map { $0.map { NumberText.fixed($0, decimals: 0) } ?? NumberText.missing }
    }
    let keys = groups ?? Array(repeating: nil, count: numbers.count)
    var decimals: [String?: Int] = [:]
    for key in Set(keys) {
      decimals[key] = self.decimals(of: numbers.indices.filter { keys[$0] == key }, numbers)
    }
    return numbers.indices.map { spelled($0, numbers, decimals: decimals[keys[$0]] ?? 3) }
  }

  private func half(_ row: Int) -> Double? {
    guard let low = low?[row], let high = high?[row] else { return nil }
    let half = (high - low) / 2
    return half.isFinite && half > 0 ? half : nil
  }

  /// Two digits of the middle half-width; without intervals, what the numbers themselves deserve.
  private func decimals(of rows: [Int], _ numbers: [Double?]) -> Int {
    let halves = rows.compactMap(half)
    return halves.isEmpty
      ? Digits.shared(rows.compactMap { numbers[$0] }) : Digits.significant(2, of: halves)
  }

  private func spelled(_ row: Int, _ numbers: [Double?], decimals: Int) -> String {
    guard let value = numbers[row] else { return NumberText.missing }
    guard let low = low?[row], let high = high?[row], let half = half(row) else {
      return number(value, decimals)
    }
    // An interval that would vanish among wider ones keeps digits of its own.
    let digits = max(decimals, half < tenth(decimals) / 2 ? Digits.significant(1, of: [half]) : 0)
    func text(_ value: Double) -> String { NumberText.fixed(value, decimals: digits) }
    let skew = ((low + high) / 2 - value).magnitude
    return skew > max(0.1 * half, tenth(digits))
      ? "\(text(value)) [\(text(low)), \(text(high))]" : "\(text(value)) ± \(text(half))"
  }

  private func number(_ value: Double, _ decimals: Int) -> String {
    let isLost = value != 0 && value.magnitude < tenth(decimals) / 2
    let isLong = value.magnitude >= 1e7 || decimals > 5
    return isLost || isLong
      ? NumberText.significant(value, digits: 3) : NumberText.fixed(value, decimals: decimals)
  }

  /// One unit of the last of so many digits behind the point.
  private func tenth(_ decimals: Int) -> Double { Double("1e-\(decimals)") ?? 0 }
}
