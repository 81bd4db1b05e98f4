internal import Figures

/// What the stage draws; inside this package `Plot` alone names the stage.
private typealias PlotDrawing = Figures.Plot

extension Plot {
  /// Lines, bars or free points.
  func plot(of marks: PlotMarks, _ rows: GatheredRows) -> Chart {
    let names = marks.marks.map(\.series).uniqued
    let drawn: [Series] = names.flatMap { name -> [Series] in
      let places = marks.marks.indices.filter { marks.marks[$0].series == name }
      let title = name.isEmpty ? "measured" : name.joined(separator: ", ")
      let measured = places.map { point(marks, $0) }
      let printed = places.compactMap { printedPoint(marks, $0) }
      return [Series(title, measured)]
        + (printed.isEmpty ? [] : [Series(title, printed, origin: .printed)])
    }
    let shape: PlotDrawing.Kind =
      switch kind {
      case .line, .heatmap: .line
      case .bar: .bar
      case .scatter: .scatter
      }
    let across = Axis(
      acrossHeading, unit: x.first.flatMap { rows[$0] }?.unit ?? "", scale: xScale(marks),
      // As the rows have them: the first series need not have every one.
      categories: marks.numbers == nil ? marks.marks.map(\.place).uniqued : [])
    let up = Axis(
      valueHeading(rows), unit: rows[y]?.unit ?? "", scale: isLog(.y) ? .log10 : .linear)
    let lines = reference.map { [ReferenceLine(at: $0, label: referenceLabel)] } ?? []
    return chart(
      .plot(PlotDrawing(shape, x: across, y: up, series: drawn, references: lines)), rows)
  }

  func chart(_ content: Chart.Content, _ rows: GatheredRows) -> Chart {
    let words = "\(valueHeading(rows)) by \(acrossHeading.lowercasedFirst)"
    let chosen = keep.conditions.filter { $0.column != "measure" && $0.values.count == 1 }
      .map { "\($0.column) \($0.values[0])" }
    return Chart(
      title: title.isEmpty ? words : title,
      subtitle: chosen.joined(separator: ", ").capitalizedFirst,
      caption: rows.notes.joined(separator: "; ").capitalizedFirst.sentence, content: content)
  }

  private func point(_ marks: PlotMarks, _ index: Int) -> Point {
    let mark = marks.marks[index]
    return Point(position(marks, index), mark.value ?? .nan, low: mark.low, high: mark.high)
  }

  private func printedPoint(_ marks: PlotMarks, _ index: Int) -> Point? {
    marks.marks[index].printed.map { Point(position(marks, index), $0) }
  }

  private func position(_ marks: PlotMarks, _ index: Int) -> Point.Position {
    marks.numbers.map { .number($0[index]) } ?? .category(marks.marks[index].place)
  }

  private func isLog(_ axis: Logarithmic) -> Bool { log == axis || log == .both }

  /// Steps of two read better than steps of ten where every place is a power of two.
  private func xScale(_ marks: PlotMarks) -> Scale.Kind {
    guard isLog(.x), let numbers = marks.numbers else { return .linear }
    return numbers.allSatisfy { $0 > 0 && $0.significand == 1 } ? .log2 : .log10
  }

  /// What runs across: the label, or the columns' names.
  var acrossHeading: String { heading(xLabel, x.joined(separator: ", ")) }

  func heading(_ given: String, _ column: String) -> String {
    given.isEmpty ? column.capitalizedFirst : given
  }

  /// What the values are: the label, the measure that all rows share, or the column's name.
  func valueHeading(_ rows: GatheredRows) -> String {
    guard yLabel.isEmpty else { return yLabel }
    guard y == "value" else { return y.capitalizedFirst }
    return (rows.common("measure") ?? y).capitalizedFirst
  }
}
