/// How each series of a plot looks; a printed series borrows from the measured one it belongs to.
struct SeriesLook: Equatable, Sendable {
  let index: Int
  let isPrinted: Bool
  /// Whether a measured series of the same name explains colour and shape.
  let isPaired: Bool
  let dash: String

  /// The class that carries the colour.
  var style: String { "s\(index % ChartStyle.seriesCount)" }

  var marker: Marker { .of(series: index) }

  /// Looks in the order of the series.
  static func all(of plot: Plot) -> [SeriesLook] {
    let measured = plot.series.filter { $0.origin == .measured }.map(\.name)
    let hasPrinted = measured.count < plot.series.count
    var next = 0
    var unpaired = measured.count
    return plot.series.map { series in
      if series.origin == .measured {
        defer { next += 1 }
        // Dashes mean "printed" as soon as anything is.
        let dash = hasPrinted ? "none" : measuredDashes[next % measuredDashes.count]
        return SeriesLook(index: next, isPrinted: false, isPaired: false, dash: dash)
      }
      if let index = measured.firstIndex(of: series.name) {
        return SeriesLook(index: index, isPrinted: true, isPaired: true, dash: printedDash)
      }
      defer { unpaired += 1 }
      return SeriesLook(index: unpaired, isPrinted: true, isPaired: false, dash: printedDash)
    }
  }

  static let printedDash = "4 3"
  private static let measuredDashes = ["none", "9 3", "2.5 2.5", "9 3 2 3", "14 4", "5 2"]
}

extension Markup {
  /// Draws one point of a series; the colour is that of the element around it.
  mutating func marker(_ look: SeriesLook, x: Double, y: Double, hint: String = "") {
    let outline = look.marker.outline(x: x, y: y, size: look.isPrinted ? 4.2 : 3.9)
    let style = look.isPrinted ? "hollow" : "halo"
    let attributes: Attributes =
      look.isPrinted
      ? ["class": style, "d": outline]
      : ["class": style, "fill": "currentColor", "stroke-width": "0.8", "d": outline]
    if hint.isEmpty {
      empty("path", attributes)
    } else {
      element("path", attributes) { $0.element("title", [:], hint) }
    }
  }

  /// Draws an interval as a stem with two caps, lightened around so that it shows on any ground.
  mutating func errorBar(x: Double, from low: Double, to high: Double, cap: Double = 4) {
    let path =
      "M\(coordinate(x)) \(coordinate(low))V\(coordinate(high))"
      + "M\(coordinate(x - cap)) \(coordinate(low))h\(coordinate(2 * cap))"
      + "M\(coordinate(x - cap)) \(coordinate(high))h\(coordinate(2 * cap))"
    empty("path", ["class": "halo", "fill": "none", "stroke-width": "3.4", "d": path])
    empty(
      "path",
      [
        "class": "interval", "fill": "none", "stroke": "currentColor", "stroke-width": "1.4",
        "d": path,
      ])
  }
}
