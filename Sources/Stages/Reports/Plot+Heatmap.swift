internal import Figures

extension Plot {
  /// One coloured cell per series and place.
  func heatmap(of marks: PlotMarks, _ rows: GatheredRows) -> Chart {
    let down = Self.nested(marks.marks.map(\.series).uniqued)
    let across = Self.nested(marks.marks.map(\.x).uniqued)
    let known = Dictionary(
      marks.marks.map { ($0.series + $0.x, $0.value) }, uniquingKeysWith: { first, _ in first })
    let values = down.map { series in across.map { (known[series + $0] ?? nil) ?? .nan } }
    let finite = values.flatMap { $0 }.filter(\.isFinite)
    let unit = rows[y]?.unit.map { " (\($0))" } ?? ""
    var map = Heatmap(
      rows: down.map { $0.last ?? "" }, columns: across.map { $0.last ?? "" }, values: values,
      rowHeading: series.map { heading("", $0) }.joined(separator: ", "),
      columnHeading: acrossHeading, valueHeading: valueHeading(rows) + unit,
      colours: colours(of: finite),
      digits: log == .values ? .significant(3) : .decimals(Digits.shared(finite)))
    map.scale = log == .values ? .log10 : .linear
    if series.count > 1 { map.rowGroups = down.map { Array($0.dropLast()) } }
    if x.count > 1 { map.columnGroups = across.map { Array($0.dropLast()) } }
    return chart(.heatmap(map), rows)
  }

  private func colours(of values: [Double]) -> Heatmap.Colours {
    if let centre { return .diverging(around: centre) }
    let isSigned = values.contains { $0 < 0 } && values.contains { $0 > 0 }
    return isSigned && log != .values ? .diverging(around: 0) : .sequential
  }

  /// Names level by level in order of appearance, so that those of one group stand together.
  static func nested(_ names: [[String]]) -> [[String]] {
    guard let depth = names.first?.count, depth > 1 else { return names }
    var ranks: [[String]: Int] = [:]
    for name in names {
      for level in 1...depth where ranks[Array(name.prefix(level))] == nil {
        ranks[Array(name.prefix(level))] = ranks.count
      }
    }
    func places(_ name: [String]) -> [Int] {
      (1...depth).map { ranks[Array(name.prefix($0))] ?? 0 }
    }
    return names.sorted { places($0).lexicographicallyPrecedes(places($1)) }
  }
}
