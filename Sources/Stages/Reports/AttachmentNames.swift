internal import Pipeline

/// File names made of titles, each given once.
struct AttachmentNames {
  private var given: Set<String> = []

  /// Letters, digits and hyphens, at most 60 of them and a number where a title repeats.
  mutating func name(for title: String) -> String {
    let plain = title.lowercased().unicodeScalars.filter { $0 != "'" && $0 != "’" }
      .map { scalar -> Character in
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
      }
    let words = String(plain).split(separator: "-")
    let whole = words.reduce("") { name, word in
      let longer = name.isEmpty ? String(word.prefix(60)) : "\(name)-\(word)"
      return longer.count <= 60 ? longer : name
    }
    let base = whole.isEmpty ? "untitled" : whole
    var name = base
    var number = 2
    while !given.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }
}

extension Figure {
  /// The title inside the drawing, where it has one.
  var title: String? {
    guard let start = svg.firstRange(of: "<title")?.upperBound,
      let open = svg[start...].firstIndex(of: ">"),
      let end = svg[open...].firstRange(of: "</title>")?.lowerBound
    else { return nil }
    let title = svg[svg.index(after: open)..<end]
    return title.isEmpty ? nil : title.withoutEntities
  }
}

extension Substring {
  /// The text with the five characters back that XML spells as entities.
  fileprivate var withoutEntities: String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    return entities.reduce(String(self)) { $0.replacing($1.0, with: $1.1) }
  }
}
