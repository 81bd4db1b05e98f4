/// The paper of a drawing: how wide it is, and what its named parts are called.
struct Sheet: Equatable, Sendable {
  let width: Double
  /// Stands before every id, so that drawings on one page do not share any.
  let prefix: String

  static let wideWidth = 720.0
  static let narrowWidth = 380.0

  /// Whether the sheet is meant for a telephone.
  var isNarrow: Bool { width < 500 }
}

/// A part of a drawing with its top edge at zero.
struct Block: Equatable, Sendable {
  var markup = Markup()
  var height = 0.0

  /// Blocks from top to bottom.
  static func stacked(_ blocks: [Block]) -> Block {
    var result = Block()
    for block in blocks where block.height > 0 {
      result.markup.element("g", ["transform": "translate(0 \(coordinate(result.height)))"]) {
        $0.append(block.markup)
      }
      result.height += block.height
    }
    return result
  }
}

/// A length in a drawing, to a tenth of a unit.
func coordinate(_ value: Double) -> String {
  guard value.isFinite, value.magnitude < 1e9 else { return "0" }
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

extension Markup {
  /// Writes one line of text.
  mutating func text(
    _ content: String, x: Double, y: Double, anchor: String = "start", style: String = ""
  ) {
    let place = (coordinate(x), coordinate(y))
    if style.isEmpty {
      element("text", ["x": place.0, "y": place.1, "text-anchor": anchor], content)
    } else {
      element(
        "text", ["x": place.0, "y": place.1, "text-anchor": anchor, "class": style], content)
    }
  }

  /// Draws a straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String, width: Double = 1,
    dash: String = "none"
  ) {
    empty(
      "line",
      [
        "x1": coordinate(x1), "y1": coordinate(y1), "x2": coordinate(x2), "y2": coordinate(y2),
        "class": style, "stroke-width": coordinate(width), "stroke-dasharray": dash,
      ])
  }
}
