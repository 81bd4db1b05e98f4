/// Colours for a terminal, or none.
package struct Style: Sendable {
  package var isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package enum Colour: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case bold = "1"
    case faint = "2"
  }

  package func callAsFunction(_ text: String, _ colour: Colour) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Whether output is coloured: `choice` is what `--color` says; NO_COLOR beats `auto`.
  package static func decide(
    choice: String?, isTerminal: Bool, environment: [String: String]
  ) -> Style {
    switch choice {
    case "always": return Style(isColoured: true)
    case "never": return Style(isColoured: false)
    default:
      let isRefused =
        !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
      return Style(isColoured: isTerminal && !isRefused)
    }
  }
}
