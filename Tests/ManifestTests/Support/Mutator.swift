/// A deterministic source of spoilt texts: each is one of the originals after a few random edits.
struct Mutator {
  let originals: [[UInt8]]
  private var random: SplitMix64

  init(originals: [[UInt8]], seed: UInt64) {
    self.originals = originals
    random = SplitMix64(state: seed)
  }

  mutating func next() -> [UInt8] {
    var text = original()
    for _ in 0..<Int.random(in: 1...3, using: &random) { edit(&text) }
    return text
  }

  private mutating func original() -> [UInt8] {
    originals[Int.random(in: 0..<originals.count, using: &random)]
  }

  private mutating func edit(_ text: inout [UInt8]) {
    let place = Int.random(in: 0...text.count, using: &random)
    let reach = Int.random(in: 1...4, using: &random)
    let end = min(text.count, place + reach)
    let snippet = Self.snippets[Int.random(in: 0..<Self.snippets.count, using: &random)]
    switch Int.random(in: 0..<10, using: &random) {
    case 0...3: text.insert(contentsOf: snippet, at: place)
    case 4: text.replaceSubrange(place..<end, with: snippet)
    case 5, 6: text.removeSubrange(place..<end)
    case 7: text.insert(contentsOf: text[place..<end], at: place)
    case 8: moveLine(at: place, in: &text)
    default: splice(into: &text, at: place)
    }
  }

  /// Indents or outdents the line around a place, or joins it to the next.
  private mutating func moveLine(at place: Int, in text: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    let start = text[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      let count = Int.random(in: 1...2, using: &random)
      text.insert(contentsOf: repeatElement(UInt8(ascii: " "), count: count), at: start)
    case 1: if start < text.count, text[start] == UInt8(ascii: " ") { text.remove(at: start) }
    default: if let end = text[start...].firstIndex(of: newline) { text.remove(at: end) }
    }
  }

  private mutating func splice(into text: inout [UInt8], at place: Int) {
    let other = original()
    let start = Int.random(in: 0...other.count, using: &random)
    let end = min(other.count, start + Int.random(in: 1...40, using: &random))
    text.insert(contentsOf: other[start..<end], at: place)
  }

  private static let snippets: [[UInt8]] =
    [
      " ", "  ", "\n", "\n\n", "\n  ", "\n    ", "\t", "\r\n", ": ", ":", ":\n", "- ", "-", "\n- ",
      "? ", "?", "#", " #", " # x\n", ",", ", ", "[", "]", "{", "}", "[a, b]", "{a: 1}", "'", "\"",
      "''", "\\", "\\n", "\\x41", "|", "|\n", " |\n  ", ">-\n  ", "|+\n", "&", "*", "!", "%", "@",
      "`", "<<: ", "---", "---\n", "...\n", "~", "a", "a: ", "\na: 1\n", "\"a\": ", "\"a\":", "0",
      "é", "図", "😀", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{A0}", "\r",
    ].map { Array($0.utf8) } + [[0x00], [0x80], [0xC3], [0xFF], [0xED, 0xA0, 0x80]]
}

/// Steele, Lea and Flood's generator (2014); small and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
