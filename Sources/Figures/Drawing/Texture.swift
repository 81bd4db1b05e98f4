/// Patterns laid over areas so that they differ in black and white too.
enum Texture {
  private static let names = ["rising", "dots", "falling", "level"]

  /// The pattern over the bars of a series; the first series of every five is plain.
  static func fill(of look: SeriesLook, on sheet: Sheet) -> [String] {
    let index = look.index % (names.count + 1)
    return index == 0 ? [] : ["url(#\(sheet.prefix)-\(names[index - 1]))"]
  }

  /// The fill of a cell that has no value.
  static func missing(on sheet: Sheet) -> String { "url(#\(sheet.prefix)-missing)" }

  /// The definitions that a chart's content refers to.
  static func definitions(for content: Chart.Content, prefix: String) -> Markup {
    var markup = Markup()
    switch content {
    case .plot(let plot) where plot.kind == .bar:
      pattern("\(prefix)-rising", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "halo", "0.45", into: &markup)
      pattern("\(prefix)-dots", "M3 2V4", "halo", "0.7", into: &markup)
      pattern("\(prefix)-falling", "M-1 -1L7 7M5 -1L7 1M-1 5L1 7", "halo", "0.45", into: &markup)
      pattern("\(prefix)-level", "M0 3H6", "halo", "0.45", into: &markup)
    case .heatmap:
      pattern(
        "\(prefix)-missing", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "axis", "0.8", into: &markup)
    default: break
    }
    return markup
  }

  private static func pattern(
    _ id: String, _ data: String, _ style: String, _ opacity: String, into markup: inout Markup
  ) {
    markup.element(
      "pattern", ["id": id, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"]
    ) {
      $0.empty(
        "path",
        [
          "d": data, "class": style, "stroke-width": "1.5", "stroke-opacity": opacity,
          "fill": "none",
        ])
    }
  }
}
