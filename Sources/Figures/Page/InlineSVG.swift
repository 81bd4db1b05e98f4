/// Puts drawings into a page: this room's own as part of it, any other as a sealed image.
///
/// A drawing is taken as our own only if every tag and attribute is one that this room writes and
/// its style sheet is, byte for byte, one of ours. A browser runs no script in an image, so foreign
/// drawings can do no harm there either.
enum InlineSVG {
  /// HTML for a drawing whose ids begin with `prefix` afterwards.
  static func html(_ svg: String, prefix: String, description: String) -> String {
    let drawing = svg.trimmed
    guard isOurs(drawing), let id = identity(of: drawing) else {
      let data = base64(Array(svg.utf8))
      return "<img alt=\"\(escaped(description))\" src=\"data:image/svg+xml;base64,\(data)\">"
    }
    return drawing.replacing(id, with: prefix)
  }

  private static let elements: Set<Substring> = [
    "svg", "title", "desc", "style", "defs", "pattern", "image", "use", "g", "path", "rect", "line",
    "text",
  ]

  private static let attributes: Set<Substring> = [
    "xmlns", "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "d", "rx", "id",
    "class", "role", "aria-labelledby", "aria-describedby", "display", "transform", "text-anchor",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "stroke-opacity", "patternUnits", "preserveAspectRatio", "image-rendering",
  ]

  private static func isOurs(_ drawing: String) -> Bool {
    guard isPlain(drawing), drawing.hasPrefix("<svg "), drawing.hasSuffix("</svg>") else {
      return false
    }
    var rest = drawing[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">"),
        isAllowed(tag: rest[rest.index(after: start)..<end])
      else { return false }
      let isStyle = rest[start...end] == "<style>"
      rest = rest[rest.index(after: end)...]
      if isStyle {
        let sheets = [ChartStyle.css, GraphStyle.css]
        guard let sheet = sheets.first(where: { rest.hasPrefix($0 + "</style>") }) else {
          return false
        }
        rest = rest.dropFirst(sheet.count)
      }
    }
    return true
  }

  /// Whether Swift and a browser see the same tags: a quotation mark with an accent on it is another character to the one, and
  /// still ends a value for the other.
  private static func isPlain(_ drawing: String) -> Bool {
    let marks: Set<Unicode.Scalar> = ["<", ">", "\"", "'", "=", "/", " ", "&"]
    return drawing.allSatisfy {
      $0.unicodeScalars.count == 1 || marks.isDisjoint(with: $0.unicodeScalars)
    }
  }

  private static func isAllowed(tag: Substring) -> Bool {
    var rest = tag.hasPrefix("/") ? tag.dropFirst() : tag
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let name = rest.prefix { $0 != " " }
    guard elements.contains(name) else { return false }
    rest = rest.dropFirst(name.count)
    while !rest.isEmpty {
      guard rest.first == " ", let equals = rest.firstIndex(of: "=") else { return false }
      let key = rest[rest.index(after: rest.startIndex)..<equals]
      let quoted = rest[rest.index(after: equals)...]
      guard quoted.first == "\"", let close = quoted.dropFirst().firstIndex(of: "\"") else {
        return false
      }
      let value = quoted[quoted.index(after: quoted.startIndex)..<close]
      guard isAllowed(key, value) else { return false }
      rest = quoted[quoted.index(after: close)...]
    }
    return true
  }

  private static func isAllowed(_ key: Substring, _ value: Substring) -> Bool {
    switch key {
    case "href": value.hasPrefix("#") || value.hasPrefix("data:image/png;base64,")
    case "style":
      value.isEmpty
        || value.hasPrefix("--narrow:")
          && value.dropFirst(9).allSatisfy { $0.isNumber || $0 == "." || $0 == "/" }
    case "fill": !value.contains("(") || value.hasPrefix("url(#")
    default: attributes.contains(key) && !value.contains("url(")
    }
  }

  /// The name that begins every id of the drawing: a letter and sixteen hex digits.
  private static func identity(of drawing: String) -> String? {
    guard let start = drawing.firstRange(of: "aria-labelledby=\"")?.upperBound else { return nil }
    let id = drawing[start...].prefix(17)
    let isName = id.count == 17 && (id.first == "m" || id.first == "g")
    return isName && id.dropFirst().allSatisfy(\.isHexDigit) ? String(id) : nil
  }
}
