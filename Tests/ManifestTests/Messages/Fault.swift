import Manifest
import Testing

/// A text that is no manifest, and all that is said about it.
struct Fault: CustomTestStringConvertible, Sendable {
  let bytes: [UInt8]
  let expected: String

  init(_ text: String, _ expected: String) { self.init(Array(text.utf8), expected) }

  init(_ bytes: [UInt8], _ expected: String) {
    self.bytes = bytes
    self.expected = expected
  }

  var testDescription: String { String(expected.prefix { $0 != "\n" }) }

  var rendered: String {
    let source = Source(name: "m", bytes: bytes)
    do {
      return "accepted: \(try parse(bytes).json)"
    } catch {
      return error.diagnostic(in: source).rendered(in: source)
    }
  }
}
