/// A small shape before a text, told apart by outline alone and coloured besides.
package enum TableMark: String, CaseIterable, Sendable {
  /// A full circle.
  case full
  /// A circle of which one half is filled.
  case half
  /// A diamond.
  case part
  /// A cross.
  case cross
  /// A square with a bar across.
  case barred
  /// An empty circle.
  case empty

  /// Draws the shape as high as the letters beside it; readers who do not see it have the text.
  func draw(into markup: inout Markup) {
    markup.element(
      "svg", ["class": "mark mark-\(rawValue)", "viewBox": "0 0 12 12", "aria-hidden": "true"]
    ) { markup in
      for path in outlines {
        markup.empty(
          "path",
          [
            "d": path.drawing, "fill": path.isFilled ? "currentColor" : "none",
            "stroke": "currentColor", "stroke-width": "1.6",
          ])
      }
    }
  }

  private var outlines: [(drawing: String, isFilled: Bool)] {
    let circle = "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"
    return switch self {
    case .full: [(circle, true)]
    case .half: [(circle, false), ("M6 1.5a4.5 4.5 0 0 0 0 9z", true)]
    case .part: [("M6 1L11 6L6 11L1 6z", false), ("M6 4.6L7.4 6L6 7.4L4.6 6z", true)]
    case .cross: [("M2 2L10 10M10 2L2 10", false)]
    case .barred: [("M1.5 1.5h9v9h-9z", false), ("M3.5 5.2h5v1.6h-5z", true)]
    case .empty: [(circle, false)]
    }
  }
}
