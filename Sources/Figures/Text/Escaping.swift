/// Text made safe to stand in XML and HTML, between tags and inside quoted attributes alike.
///
/// Characters that XML 1.0 cannot carry in any spelling become U+FFFD.
func escaped(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(isCarriedByXML(scalar) ? scalar : "\u{FFFD}")
    }
  }
  return result
}

private func isCarriedByXML(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x9, 0xA: true
  case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
  default: true
  }
}
