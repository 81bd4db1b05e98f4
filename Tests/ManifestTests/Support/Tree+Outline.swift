import Manifest

extension Tree {
  /// The tree without marks and styles, scalars in quotes: `{"a": ["1", "2"]}`.
  var outline: String {
    switch content {
    case .scalar(let text, _): return text.debugDescription
    case .list(let items): return "[" + items.map(\.outline).joined(separator: ", ") + "]"
    case .map(let entries):
      let entries = entries.map { "\($0.key.debugDescription): \($0.value.outline)" }
      return "{" + entries.joined(separator: ", ") + "}"
    }
  }
}
