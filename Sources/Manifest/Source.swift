/// A manifest's text and the name by which messages call it.
package struct Source: Sendable {
  package var name: String
  /// The text for people, with U+FFFD for what is not UTF-8, so that a faulty file can be shown.
  package let text: String
  /// What is parsed.
  let bytes: [UInt8]

  package init(name: String, text: String) {
    (self.name, self.text, bytes) = (name, text, Array(text.utf8))
  }

  /// Takes bytes as they are.
  package init(name: String, bytes: [UInt8]) {
    (self.name, text, self.bytes) = (name, String(decoding: bytes, as: UTF8.self), bytes)
  }

  /// The line with the given number, from 1, without its line break; empty behind the last.
  package func line(_ number: Int) -> String {
    let bytes = text.utf8
    var rest = bytes[...]
    for _ in 1..<max(1, number) {
      guard let end = rest.firstIndex(of: .lineFeed) else { return "" }
      rest = rest[bytes.index(after: end)...]
    }
    var line = rest.prefix { $0 != .lineFeed }
    if line.last == .carriageReturn { line.removeLast() }
    if number <= 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    return String(Substring(line))
  }
}
