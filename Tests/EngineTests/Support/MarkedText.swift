import Manifest
import Testing

/// A text in which 👉 marks the places where faults are expected.
struct MarkedText: Sendable {
  let text: String
  /// The places of the marks, in order.
  let marks: [Mark]

  init(_ marked: String) {
    var (text, marks) = ("", [Mark]())
    var (line, column) = (1, 1)
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "👉":
        marks.append(Mark(line: line, column: column))
        continue
      case "\n": (line, column) = (line + 1, 1)
      default: column += 1
      }
      text.unicodeScalars.append(scalar)
    }
    self.text = text
    self.marks = marks
  }
}

/// A manifest with marked faults and the wording of each, in the order of the marks.
struct FaultyManifest: Sendable, CustomTestStringConvertible {
  let title: String
  let manifest: MarkedText
  let messages: [String]
  let suggestion: String?

  init(_ title: String, _ manifest: String, _ messages: String..., suggestion: String? = nil) {
    self.title = title
    self.manifest = MarkedText(manifest)
    self.messages = messages
    self.suggestion = suggestion
  }

  var testDescription: String { title }
}
