/// What a chart says in words, for readers who do not see it and for those who point at a mark.
enum ChartWords {
  /// Series, position, value and interval of one mark.
  static func hint(for point: Point, of series: Series) -> String {
    var text = series.name.isEmpty ? "" : series.name + ", "
    text += "\(point.x.text): \(NumberText.significant(point.y))"
    if let interval = point.interval {
      text +=
        " [\(NumberText.significant(interval.lowerBound)), "
        + "\(NumberText.significant(interval.upperBound))]"
    }
    return series.origin == .printed ? text + " (printed in the paper)" : text
  }

  /// The kind of chart, its axes, and the range of every series.
  static func description(of chart: Chart) -> String {
    switch chart.content {
    case .plot(let plot): sentence([kind(plot), axes(plot)] + plot.series.map(summary))
    case .heatmap(let map):
      sentence([
        "Heatmap of \(map.rows.count) rows and \(map.columns.count) columns",
        [map.valueHeading, range(map.values.flatMap { $0 })].filter { !$0.isEmpty }
          .joined(separator: ": "),
      ])
    case .surface(let surface):
      sentence(
        [
          "Lines of equal height over \(surface.places.count) × \(surface.places.count) places",
          "Horizontally \(surface.xHeading); vertically \(surface.yHeading)",
        ]
          + surface.panels.map { panel in
            [panel.name, range(panel.values.flatMap { $0 })].filter { !$0.isEmpty }
              .joined(separator: ": ")
          })
    case .images(let grid):
      sentence(["Pictures"] + grid.panels.flatMap(words))
    }
  }

  /// The captions of a panel's pictures, row by row.
  private static func words(_ panel: ImageGrid.Panel) -> [String] {
    let lead = panel.lead.map { [ImageGrid.Row(panel.heading, [$0])] } ?? []
    return (lead + panel.rows).map { row in
      let captions = row.pictures.map { $0.caption.split(separator: "\n").joined(separator: ", ") }
      return [row.heading, captions.joined(separator: "; ")].filter { !$0.isEmpty }
        .joined(separator: ": ")
    }
  }

  /// What is not drawn because it is missing or has no place on the axes.
  static func omissions(in plot: Plot, frame: Frame) -> [String] {
    let points = plot.series.flatMap(\.points)
    let missing = plot.series.filter { $0.origin == .measured }.flatMap(\.points).count {
      !$0.y.isFinite || isMissing($0.x)
    }
    let outside = points.count {
      $0.y.isFinite && !isMissing($0.x) && frame.place($0) == nil
    }
    var notes: [String] = []
    if missing > 0 { notes.append("\(counted(missing)) missing and left out.") }
    if outside > 0 { notes.append("\(counted(outside)) outside the axes and not shown in full.") }
    return notes
  }

  private static func counted(_ count: Int) -> String {
    count == 1 ? "1 value is" : "\(count) values are"
  }

  private static func isMissing(_ position: Point.Position) -> Bool {
    if case .number(let value) = position { !value.isFinite } else { false }
  }

  private static func kind(_ plot: Plot) -> String {
    switch plot.kind {
    case .line: "Line chart"
    case .bar: "Grouped bar chart"
    case .scatter: "Scatter plot"
    }
  }

  private static func axes(_ plot: Plot) -> String {
    func words(_ axis: Axis) -> String {
      axis.heading + (axis.scale == .linear ? "" : ", logarithmic")
    }
    return "Horizontally \(words(plot.x)); vertically \(words(plot.y))"
  }

  private static func summary(_ series: Series) -> String {
    let origin = series.origin == .printed ? " (printed in the paper)" : ""
    return "\(series.name)\(origin): \(range(series.points.map(\.y)))"
  }

  private static func range(_ values: [Double]) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "no values" }
    let count = finite.count == 1 ? "1 value" : "\(finite.count) values"
    return "\(count) from \(NumberText.significant(low)) to \(NumberText.significant(high))"
  }

  private static func sentence(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty }.map { $0 + "." }.joined(separator: " ")
  }
}
