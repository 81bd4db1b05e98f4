/// Draws small pictures in rows, each above its caption.
///
/// The pictures themselves are defined once per chart and used by every drawing of it.
struct ImageGridDrawing {
  let grid: ImageGrid
  let sheet: Sheet

  private static let gap = 14.0

  /// The pictures with an id each.
  static func definitions(for content: Chart.Content, prefix: String) -> Markup {
    var markup = Markup()
    guard case .images(let grid) = content else { return markup }
    for (index, picture) in grid.pictures.enumerated() {
      markup.empty(
        "image",
        [
          "id": "\(prefix)-image\(index)", "width": "100", "height": coordinate(height(picture)),
          "preserveAspectRatio": "none", "image-rendering": "pixelated",
          "href": "data:image/png;base64," + base64(png(picture)),
        ])
    }
    return markup
  }

  /// The rows of pictures.
  func block() -> Block {
    var block = Block()
    let columns = min(grid.columns, sheet.isNarrow ? 3 : grid.columns)
    let width = min(120, (sheet.width + Self.gap) / Double(columns) - Self.gap)
    for start in stride(from: 0, to: grid.pictures.count, by: columns) {
      let row = start..<min(start + columns, grid.pictures.count)
      let tallest = row.map { Self.height(grid.pictures[$0]) * width / 100 }.max() ?? 0
      var lines = 0
      for index in row {
        let x = Double(index - start) * (width + Self.gap)
        draw(index, x: x, y: block.height, scale: width / 100, into: &block.markup)
        let caption = TextMeasure.wrapped(grid.pictures[index].caption, size: 12, limit: width)
        for (number, line) in caption.prefix(4).enumerated() {
          let y = block.height + tallest + 16 + Double(number) * 15
          block.markup.text(line, x: x, y: y)
        }
        lines = max(lines, min(4, caption.count))
      }
      block.height += tallest + Double(lines) * 15 + 18
    }
    return block
  }

  private func draw(_ index: Int, x: Double, y: Double, scale: Double, into markup: inout Markup) {
    let picture = grid.pictures[index]
    markup.element(
      "use",
      [
        "href": "#\(sheet.prefix)-image\(index)",
        "transform": "translate(\(coordinate(x)) \(coordinate(y))) "
          + "scale(\(NumberText.exact((scale * 1000).rounded() / 1000)))",
      ]
    ) { $0.element("title", [:], picture.caption) }
  }

  /// Height of a picture that is 100 units wide.
  private static func height(_ picture: Picture) -> Double {
    100 * Double(picture.height) / Double(picture.width)
  }
}
