/// A manifest's text and the name by which messages call it.
package struct Source: Sendable {
  package var name: String
  /// The text for people, with U+FFFD for what is not UTF-8, so that a faulty file can be shown.
  package let text: String
  /// What is parsed.
  let bytes: [UInt8]
  /// Where the lines of the text begin, so that many faults are shown in one pass.
  private let starts: [Int]

  package init(name: String, text: String) {
    self.init(name: name, text: text, bytes: Array(text.utf8))
  }

  /// Takes bytes as they are.
  package init(name: String, bytes: [UInt8]) {
    self.init(name: name, text: String(decoding: bytes, as: UTF8.self), bytes: bytes)
  }

  private init(name: String, text: String, bytes: [UInt8]) {
    var starts = [0]
    for (offset, byte) in text.utf8.enumerated() where byte == .lineFeed {
      starts.append(offset + 1)
    }
    (self.name, self.text, self.bytes, self.starts) = (name, text, bytes, starts)
  }

  /// The line with the given number, from 1, without its line break; empty behind the last.
  package func line(_ number: Int) -> String {
    let index = max(1, number) - 1
    guard index < starts.count else { return "" }
    let bytes = text.utf8
    var line = bytes[bytes.index(bytes.startIndex, offsetBy: starts[index])...]
      .prefix { $0 != .lineFeed }
    if line.last == .carriageReturn { line.removeLast() }
    if number <= 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    return String(Substring(line))
  }
}
