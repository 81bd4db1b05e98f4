/// The axes of a plot on a sheet: where every value goes, and what the margins hold.
struct Frame {
  /// Places along the horizontal axis.
  enum Across {
    case numbers(Scale)
    case categories([String], start: Double, slot: Double)
  }

  let plot: Plot
  let sheet: Sheet
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let y: Scale
  let yTicks: [Tick]
  let across: Across
  let labels: LabelRow

  /// Height of a plot with everything around it.
  var height: Double { bottom + labels.height + (plot.x.heading.isEmpty ? 4 : 24) }

  init(_ plot: Plot, on sheet: Sheet) {
    self.plot = plot
    self.sheet = sheet
    top = plot.y.heading.isEmpty ? 8 : 28
    bottom = top + (sheet.isNarrow ? 230 : 300)
    let yDomain = Self.yDomain(plot)
    y = Scale(plot.y.scale, domain: yDomain, from: bottom, to: top)
    yTicks = Ticks.over(yDomain, kind: plot.y.scale, count: sheet.isNarrow ? 5 : 6)
    left = (yTicks.map { TextMeasure.width($0.label, size: 12) }.max() ?? 0).rounded(.up) + 10
    let categories = Self.categories(plot)
    if categories.isEmpty {
      right = sheet.width - 22
      let domain = Self.xDomain(plot)
      let scale = Scale(plot.x.scale, domain: domain, from: left + 4, to: right)
      across = .numbers(scale)
      let count = Int((right - left) / 64)
      labels = LabelRow(ticks: Ticks.over(domain, kind: plot.x.scale, count: count), scale: scale)
    } else {
      right = sheet.width - 4
      let slot = (right - left) / Double(categories.count)
      let start = left
      across = .categories(categories, start: start, slot: slot)
      let places = categories.indices.map { start + (Double($0) + 0.5) * slot }
      labels = LabelRow(categories: categories, places: places, slot: slot)
    }
  }

  /// The horizontal place of a point, none where the axis has none for it.
  func place(_ position: Point.Position) -> Double? {
    switch across {
    case .numbers(let scale):
      guard case .number(let value) = position, scale.domain.contains(value) else { return nil }
      return scale.place(of: value)
    case .categories(let names, let start, let slot):
      return names.firstIndex(of: position.text).map { start + (Double($0) + 0.5) * slot }
    }
  }

  /// Both places of a point, none where it is missing or outside the axes.
  func place(_ point: Point) -> (x: Double, y: Double)? {
    guard y.domain.contains(point.y), let x = place(point.x), let y = y.place(of: point.y) else {
      return nil
    }
    return (x, y)
  }

  private static func xDomain(_ plot: Plot) -> ClosedRange<Double> {
    if let fixed = usable(plot.x) { return fixed }
    var values = plot.series.flatMap(\.points).compactMap { point -> Double? in
      if case .number(let value) = point.x { value } else { nil }
    }
    values += plot.references.filter { $0.direction == .x }.map(\.value)
    return Domain.covering(values, kind: plot.x.scale, rounded: false)
  }

  private static func yDomain(_ plot: Plot) -> ClosedRange<Double> {
    if let fixed = usable(plot.y) { return fixed }
    var values = plot.series.flatMap(\.points).flatMap { point in
      [point.y] + (point.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    values += plot.references.filter { $0.direction == .y }.map(\.value)
    return Domain.covering(values, kind: plot.y.scale, includingZero: plot.kind == .bar)
  }

  /// The fixed domain of an axis where its scale can show both ends.
  private static func usable(_ axis: Axis) -> ClosedRange<Double>? {
    guard let domain = axis.domain, domain.lowerBound < domain.upperBound,
      Scale.accepts(domain.lowerBound, axis.scale), Scale.accepts(domain.upperBound, axis.scale)
    else { return nil }
    return domain
  }

  /// The categories in use, in the axis's order and then in that of their first use; none when every position is a number.
  private static func categories(_ plot: Plot) -> [String] {
    let positions = plot.series.flatMap(\.points).map(\.x)
    let isNumeric = positions.allSatisfy { if case .number = $0 { true } else { false } }
    guard plot.kind == .bar || !isNumeric else { return [] }
    let used = positions.map(\.text)
    let present = Set(used)
    var seen: Set<String> = []
    return (plot.x.categories.filter(present.contains) + used).filter { seen.insert($0).inserted }
  }
}
