import Manifest

extension Tree {
  /// The tree in the notation of `pyyaml_tree.py`, byte for byte.
  var json: String {
    switch content {
    case .scalar(let text, let style): "[\"\(style)\",\(mark.json),\(quoted(text))]"
    case .list(let items): "[\"list\",\(mark.json),[\(joined(items.map(\.json)))]]"
    case .map(let entries): "[\"map\",\(mark.json),[\(joined(entries.map(\.json)))]]"
    }
  }
}

extension Entry {
  fileprivate var json: String { "[\(keyMark.json),\(quoted(key)),\(value.json)]" }
}

extension Mark {
  fileprivate var json: String { "[\(line),\(column)]" }
}

private func joined(_ parts: [String]) -> String { parts.joined(separator: ",") }

/// A JSON string in ASCII with the short escapes that Python prefers.
private func quoted(_ text: String) -> String {
  var result = "\""
  for unit in text.utf16 {
    switch unit {
    case 0x08: result += "\\b"
    case 0x09: result += "\\t"
    case 0x0A: result += "\\n"
    case 0x0C: result += "\\f"
    case 0x0D: result += "\\r"
    case 0x22: result += "\\\""
    case 0x5C: result += "\\\\"
    case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
    default:
      let digits = String(unit, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
  return result + "\""
}
