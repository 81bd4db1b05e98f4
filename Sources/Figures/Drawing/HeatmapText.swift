/// How the values of a heatmap are written so that they fit into its cells.
struct HeatmapText {
  private let digits: Heatmap.Digits
  private let limit: Double
  /// The size of the letters.
  let size: Double

  /// The most digits and the largest letters with which every value fits; the fewest and smallest where none does.
  init(_ map: Heatmap, cellWidth: Double) {
    let values = map.values.flatMap { $0 }.filter(\.isFinite)
    let limit = cellWidth - 4
    let choices = Self.choices(map.digits)
    let fitting = choices.first { choice in
      values.allSatisfy {
        TextMeasure.width(Self.text($0, choice.digits), size: choice.size) <= limit
      }
    }
    let chosen = fitting ?? choices[choices.count - 1]
    (digits, size) = (chosen.digits, chosen.size)
    self.limit = limit
  }

  /// The value as written, or none where it does not fit.
  func fitting(_ value: Double?) -> String? {
    let text = value.map { Self.text($0, digits) } ?? NumberText.missing
    return TextMeasure.width(text, size: size) <= limit ? text : nil
  }

  /// The value with all the digits the map asks for.
  static func full(_ value: Double?, of map: Heatmap) -> String {
    value.map { text($0, map.digits) } ?? NumberText.missing
  }

  private static func choices(
    _ digits: Heatmap.Digits
  ) -> [(digits: Heatmap.Digits, size: Double)] {
    switch digits {
    case .decimals: [(digits, 12), (digits, 10)]
    case .significant(let count):
      [(digits, 12), (digits, 10)]
        + stride(from: count - 1, through: 1, by: -1).flatMap {
          [(.significant($0), 12), (.significant($0), 10)]
        }
    }
  }

  private static func text(_ value: Double, _ digits: Heatmap.Digits) -> String {
    switch digits {
    case .decimals(let count): NumberText.fixed(value, decimals: count)
    case .significant(let count): NumberText.significant(value, digits: count)
    }
  }
}
