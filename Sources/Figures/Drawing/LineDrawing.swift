/// Draws series as lines with bands, or as free points.
struct LineDrawing {
  let frame: Frame
  let looks: [SeriesLook]

  /// A point with its place on the sheet.
  private struct Mark {
    var point: Point
    var x: Double
    var y: Double
  }

  /// Draws bands first, so that no band covers a line.
  func draw(into markup: inout Markup) {
    let runs = zip(frame.plot.series, Swarm.shifts(in: frame)).map { self.runs(of: $0, shifts: $1) }
    for (look, runs) in zip(looks, runs) where frame.plot.kind == .line {
      markup.element("g", ["class": look.style]) { markup in
        for run in runs { band(run, into: &markup) }
      }
    }
    for (index, look) in looks.enumerated() {
      let series = frame.plot.series[index]
      markup.element("g", ["class": look.style]) { markup in
        if frame.plot.kind == .line {
          for run in runs[index] { line(run, look: look, into: &markup) }
        }
        markers(runs[index], of: series, look: look, into: &markup)
      }
    }
  }

  /// Neighbouring points up to the next missing one.
  private func runs(of series: Series, shifts: [Double]) -> [[Mark]] {
    var runs: [[Mark]] = [[]]
    for (point, shift) in zip(series.points, shifts) {
      if let place = frame.place(point) {
        runs[runs.count - 1].append(Mark(point: point, x: place.x + shift, y: place.y))
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func line(_ run: [Mark], look: SeriesLook, into markup: inout Markup) {
    guard run.count > 1 else { return }
    let data = run.map { "\(coordinate($0.x)) \(coordinate($0.y))" }.joined(separator: "L")
    markup.empty(
      "path",
      [
        "d": "M" + data, "fill": "none", "stroke": "currentColor",
        "stroke-width": look.isPrinted ? "1.4" : "2", "stroke-dasharray": look.dash,
        "stroke-linejoin": "round",
      ])
  }

  /// The band over each stretch of at least two points with intervals.
  private func band(_ run: [Mark], into markup: inout Markup) {
    for stretch in run.split(whereSeparator: { $0.point.interval == nil }) where stretch.count > 1 {
      let upper = stretch.map { edge($0) { $0.upperBound } }
      let lower = stretch.reversed().map { edge($0) { $0.lowerBound } }
      markup.empty(
        "path",
        [
          "class": "band", "d": "M" + (upper + lower).joined(separator: "L") + "Z",
          "fill": "currentColor", "fill-opacity": "0.16",
        ])
    }
  }

  private func edge(_ mark: Mark, _ end: (ClosedRange<Double>) -> Double) -> String {
    let value = mark.point.interval.map(end) ?? mark.point.y
    return "\(coordinate(mark.x)) \(coordinate(frame.y.clampedPlace(of: value)))"
  }

  private func markers(
    _ runs: [[Mark]], of series: Series, look: SeriesLook, into markup: inout Markup
  ) {
    let marks = runs.flatMap { $0 }
    let isCrowded = frame.plot.kind == .line && marks.count > 30
    for run in runs {
      let alone = run.split { $0.point.interval == nil }.filter { $0.count == 1 }
        .map(\.startIndex)
      let marked = run.indices.map { (run[$0], frame.plot.kind == .scatter || alone.contains($0)) }
      for (mark, needsBar) in isCrowded ? Ticks.every(12, of: marked) : marked {
        if needsBar, let interval = mark.point.interval {
          markup.errorBar(
            x: mark.x, from: frame.y.clampedPlace(of: interval.lowerBound),
            to: frame.y.clampedPlace(of: interval.upperBound))
        }
        markup.marker(
          look, x: mark.x, y: mark.y, hint: ChartWords.hint(for: mark.point, of: series))
      }
    }
  }
}
