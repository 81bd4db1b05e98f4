/// Writes elements; the only place where a tag meets text, so the only place that escapes.
struct Markup: Equatable, Sendable {
  /// Attribute names with their plain values, in the order written.
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var text = ""
  private var openElements: [String] = []

  /// Writes a start tag; `close()` ends the innermost open element.
  mutating func open(_ name: String, _ attributes: Attributes = [:]) {
    text += "<\(name)\(Self.spelled(attributes))>"
    openElements.append(name)
  }

  /// Ends the innermost open element.
  mutating func close() {
    guard let name = openElements.popLast() else {
      preconditionFailure("An end tag without a start tag.")
    }
    text += "</\(name)>"
  }

  /// Writes an element that holds only text.
  mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: String) {
    text += "<\(name)\(Self.spelled(attributes))>\(escaped(content))</\(name)>"
  }

  /// Writes an element without content, in the spelling of XML.
  mutating func empty(_ name: String, _ attributes: Attributes = [:]) {
    text += "<\(name)\(Self.spelled(attributes))/>"
  }

  /// Writes an element that holds what `content` writes.
  mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ content: (inout Markup) -> Void
  ) {
    open(name, attributes)
    content(&self)
    close()
  }

  /// Writes escaped text.
  mutating func write(_ content: String) {
    text += escaped(content)
  }

  /// Takes over markup that was written by another writer.
  mutating func append(_ other: Markup) {
    text += other.text
  }

  /// Takes over markup that is already known to be safe.
  mutating func append(safe markup: String) {
    text += markup
  }

  private static func spelled(_ attributes: Attributes) -> String {
    attributes.reduce(into: "") { $0 += " \($1.key)=\"\(escaped($1.value))\"" }
  }
}
