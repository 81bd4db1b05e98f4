/// The labels below the horizontal axis, arranged so that none touches another.
///
/// Labels stand level when they fit, wrap when their words do, lean when they do not, and are
/// thinned out when even leaning ones would touch.
struct LabelRow: Equatable, Sendable {
  /// A label at its place.
  struct Entry: Equatable, Sendable {
    var place: Double
    var lines: [String]
    var full: String
  }

  private(set) var entries: [Entry]
  private(set) var leans = false
  private(set) var height: Double

  static let size = 12.0
  private static let lineHeight = 14.0
  /// Cosine and sine of the angle of leaning labels, 40°.
  private static let slope = (cosine: 0.766, sine: 0.643)

  /// Labels of categories that each own a slot of the same width.
  init(categories: [String], places: [Double], slot: Double) {
    let limit = slot - 6
    let words = categories.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    let wrapped = categories.map { TextMeasure.wrapped($0, size: Self.size, limit: limit) }
    let mostLines = wrapped.map(\.count).max() ?? 1
    if mostLines <= 3, words.allSatisfy({ TextMeasure.width($0, size: Self.size) <= limit }) {
      entries = zip(places, zip(wrapped, categories)).map {
        Entry(place: $0, lines: $1.0, full: $1.1)
      }
      height = Double(max(1, mostLines)) * Self.lineHeight + 8
      return
    }
    leans = true
    let step = max(1, Int((22 / max(slot, 0.1)).rounded(.up)))
    let distinct = Self.withoutCommonEnds(categories)
    entries = stride(from: 0, to: categories.count, by: step).map { index in
      let limit = min(150, (places[index] - 2) / Self.slope.cosine)
      let fits = TextMeasure.width(categories[index], size: Self.size) <= limit
      let short = TextMeasure.shortened(
        fits ? categories[index] : distinct[index], size: Self.size, limit: limit)
      return Entry(place: places[index], lines: [short], full: categories[index])
    }
    let longest = entries.map { TextMeasure.width($0.lines[0], size: Self.size) }.max() ?? 0
    height = longest * Self.slope.sine + 20
  }

  /// Labels of ticks along a numeric axis, thinned until neighbours are apart.
  init(ticks: [Tick], scale: Scale) {
    var shown = ticks
    while shown.count > 1, Self.touches(shown, scale) {
      shown = Ticks.every((shown.count + 1) / 2, of: shown)
    }
    entries = shown.map {
      Entry(place: scale.clampedPlace(of: $0.value), lines: [$0.label], full: $0.label)
    }
    height = Self.lineHeight + 8
  }

  /// Names without what all of them begin and end with, since that does not tell them apart.
  private static func withoutCommonEnds(_ names: [String]) -> [String] {
    guard names.count > 1, let first = names.first.map({ Array($0) }) else { return names }
    let rows = names.map { Array($0) }
    let last = Array(first.reversed())
    let shortest = rows.map(\.count).min() ?? 0
    let head = (0..<shortest).first { place in rows.contains { $0[place] != first[place] } }
    guard let head else { return names }
    let reversed = rows.map { Array($0.reversed()) }
    let tail = (0..<(shortest - head)).first { place in
      reversed.contains { $0[place] != last[place] }
    }
    return Self.shortened(rows, head: wordStart(before: head, in: first), tail: tail ?? 0)
  }

  /// The place where the last whole word before another place begins.
  private static func wordStart(before end: Int, in name: [Character]) -> Int {
    let words = name[..<end].dropLast()
    return (words.lastIndex { !$0.isLetter && !$0.isNumber } ?? -1) + 1
  }

  private static func shortened(_ rows: [[Character]], head: Int, tail: Int) -> [String] {
    rows.map { row in
      let before = head > 3 ? "…" : String(row.prefix(head))
      let after = tail > 3 ? "…" : String(row.suffix(tail))
      return before + String(row.dropFirst(head).dropLast(tail)) + after
    }
  }

  private static func touches(_ ticks: [Tick], _ scale: Scale) -> Bool {
    zip(ticks, ticks.dropFirst()).contains { left, right in
      let gap = scale.clampedPlace(of: right.value) - scale.clampedPlace(of: left.value)
      let half =
        (TextMeasure.width(left.label, size: size)
          + TextMeasure.width(right.label, size: size)) / 2
      return gap.magnitude < half + 8
    }
  }

  /// Draws the labels below a horizontal line.
  func draw(below y: Double, into markup: inout Markup) {
    for entry in entries {
      if leans {
        let place = (coordinate(entry.place + 3), coordinate(y + 14))
        markup.element(
          "text",
          [
            "x": place.0, "y": place.1, "text-anchor": "end",
            "transform": "rotate(-40 \(place.0) \(place.1))",
          ]
        ) {
          $0.write(entry.lines[0])
          if entry.lines[0] != entry.full { $0.element("title", [:], entry.full) }
        }
      } else {
        for (index, line) in entry.lines.enumerated() {
          let baseline = y + 17 + Double(index) * Self.lineHeight
          markup.text(line, x: entry.place, y: baseline, anchor: "middle")
        }
      }
    }
  }
}
