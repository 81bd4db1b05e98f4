import Manifest

/// A value as it is written: text with `${…}` in it, whose names are resolved.
indirect enum Template: Sendable {
  case scalar([Piece], Origin)
  case list([Template])
  case map([(key: String, value: Template)])

  /// A stretch of a text.
  enum Piece: Sendable {
    case text(String)
    /// The value of a variable, by its index.
    case variable(Int)
  }

  /// Where a text stands, and the folder that its paths begin in.
  struct Origin: Sendable {
    var place: Place
    var folder: String
  }

  /// Calls `body` with every variable that is mentioned.
  func forEachVariable(_ body: (Int) -> Void) {
    switch self {
    case .scalar(let pieces, _):
      for case .variable(let index) in pieces { body(index) }
    case .list(let items):
      for item in items { item.forEachVariable(body) }
    case .map(let pairs):
      for pair in pairs { pair.value.forEachVariable(body) }
    }
  }

  /// Where it begins.
  var place: Place? {
    switch self {
    case .scalar(_, let origin): origin.place
    case .list(let items): firstPlace(items) { $0.place }
    case .map(let pairs): firstPlace(pairs) { $0.value.place }
    }
  }
}

/// A text cut at its substitutions; `$${` stands for a plain `${`.
enum SubstitutedText {
  /// A stretch of plain text, or the name between `${` and `}`.
  enum Stretch: Hashable {
    case text(String)
    case name(String)
  }

  /// The stretches of `text`, or `nil` when a `${` is not closed.
  static func stretches(of text: String) -> [Stretch]? {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return [.text(text)] }
    var stretches: [Stretch] = []
    var plain = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      plain += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        plain += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        if !plain.isEmpty { stretches.append(.text(plain)) }
        plain = ""
        stretches.append(.name(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        plain += "$"
        rest = rest.dropFirst()
      }
    }
    plain += rest
    if !plain.isEmpty || stretches.isEmpty { stretches.append(.text(plain)) }
    return stretches
  }

  /// Whether `text` holds a substitution, closed or not.
  static func occurs(in text: String) -> Bool {
    stretches(of: text)?.contains { if case .name = $0 { true } else { false } } ?? true
  }
}
