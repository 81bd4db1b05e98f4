/// Wrapped lines of text as blocks of a drawing.
enum TextBlock {
  /// The title and, below it, the subtitle.
  static func header(of chart: Chart, on sheet: Sheet) -> Block {
    var block = Block()
    for line in TextMeasure.wrapped(chart.title, size: 16.8, limit: sheet.width) {
      block.markup.text(line, x: 0, y: block.height + 15, style: "title")
      block.height += 20
    }
    for line in TextMeasure.wrapped(chart.subtitle, size: 12, limit: sheet.width) {
      block.markup.text(line, x: 0, y: block.height + 13)
      block.height += 16
    }
    if block.height > 0 { block.height += 8 }
    return block
  }

  /// Remarks below a drawing, one paragraph each.
  static func notes(_ notes: [String], on sheet: Sheet) -> Block {
    var block = Block()
    for note in notes {
      for line in TextMeasure.wrapped(note, size: 12, limit: sheet.width) {
        block.markup.text(line, x: 0, y: block.height + 22)
        block.height += 16
      }
    }
    if block.height > 0 { block.height += 10 }
    return block
  }
}
