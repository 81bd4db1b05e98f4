extension TableView {
  /// A cell as a reader sees it.
  func shown(_ cell: Cell, in column: Column) -> String {
    switch cell {
    case .text(let text), .link(let text, _), .code(let text), .mark(_, let text): text
    case .integer(let value): (value < 0 ? "−" : "") + String(value.magnitude)
    case .number(let value): number(value, column)
    case .interval(let value, let low, let high): interval(value, low, high, column)
    case .missing: NumberText.missing
    }
  }

  private func decimals(_ column: Column) -> Int? {
    switch column.kind {
    case .number(let decimals), .interval(let decimals): decimals
    case .text, .integer, .spelled: nil
    }
  }

  private func number(_ value: Double, _ column: Column) -> String {
    decimals(column).map { NumberText.fixed(value, decimals: $0) } ?? NumberText.significant(value)
  }

  /// `0.42 ± 0.03` when both sides are alike to the digits shown, `0.42 [0.40, 0.47]` otherwise.
  private func interval(_ value: Double, _ low: Double, _ high: Double, _ column: Column) -> String
  {
    guard low.isFinite, high.isFinite, value.isFinite else { return number(value, column) }
    let below = number(value - low, column)
    let above = number(high - value, column)
    return below == above
      ? "\(number(value, column)) ± \(above)"
      : "\(number(value, column)) [\(number(low, column)), \(number(high, column))]"
  }
}
