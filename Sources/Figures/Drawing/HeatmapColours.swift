/// The colours of a heatmap's values, and the bar that explains them.
struct HeatmapColours {
  let domain: ClosedRange<Double>
  private let map: Heatmap
  private let colours: ColourMap

  init(_ map: Heatmap) {
    self.map = map
    domain = Self.domain(map)
    switch map.colours {
    case .sequential: colours = .sequential
    case .diverging: colours = .diverging
    }
  }

  /// The colour of a value; those outside the domain have that of the nearest end.
  func colour(of value: Double) -> Colour {
    colours.colour(at: Scale(map.scale, domain: domain, from: 0, to: 1).clampedPlace(of: value))
  }

  /// Draws the bar with its heading and ticks, from the left edge.
  func drawBar(width: Double, into markup: inout Markup) {
    let steps = 52
    if !map.valueHeading.isEmpty { markup.text(map.valueHeading, x: 0, y: 12) }
    for step in 0..<steps {
      let fraction = (Double(step) + 0.5) / Double(steps)
      markup.empty(
        "rect",
        [
          "x": coordinate(width * Double(step) / Double(steps)), "y": "19",
          "width": coordinate(width / Double(steps) + (step + 1 < steps ? 0.5 : 0)),
          "height": "10", "fill": colours.colour(at: fraction).text,
        ])
    }
    let scale = Scale(map.scale, domain: domain, from: 0, to: width)
    for tick in ticks(along: scale) {
      let place = scale.clampedPlace(of: tick.value)
      let anchor = place < 12 ? "start" : place > width - 12 ? "end" : "middle"
      markup.line(place, 29, place, 33, style: "axis")
      markup.text(tick.label, x: place, y: 45, anchor: anchor)
    }
  }

  /// Round values, and always the one at which two hues meet.
  private func ticks(along scale: Scale) -> [Tick] {
    let round = Ticks.over(domain, kind: map.scale, count: 4)
    guard case .diverging(let middle) = map.colours, map.scale != .linear else { return round }
    let place = scale.clampedPlace(of: middle)
    let others = round.filter { (scale.clampedPlace(of: $0.value) - place).magnitude > 30 }
    return others + [Tick(value: middle, label: NumberText.significant(middle))]
  }

  /// The values at the ends of the colours; around a middle, both ends are equally far from it.
  private static func domain(_ map: Heatmap) -> ClosedRange<Double> {
    if let fixed = map.domain, fixed.lowerBound < fixed.upperBound { return fixed }
    let values = map.values.flatMap { $0 }.filter { $0.isFinite && Scale.accepts($0, map.scale) }
    switch map.colours {
    case .sequential:
      return Domain.covering(values, kind: map.scale, rounded: true, ticks: 4)
    case .diverging(let middle) where map.scale == .linear:
      let reach = values.map { ($0 - middle).magnitude }.max() ?? 0
      let half = reach > 0 ? reach : 1
      return (middle - half)...(middle + half)
    case .diverging(let middle):
      precondition(middle > 0, "A logarithmic scale has no place for \(middle).")
      let factor = values.map { max($0 / middle, middle / $0) }.max() ?? 1
      let reach = factor > 1 ? factor : 2
      return (middle / reach)...(middle * reach)
    }
  }
}
