import Pipeline
import Stages
import Testing

extension Table {
  /// The number in `column` of the first row whose texts agree with all of `keys`.
  func number(_ column: String = "value", where keys: [String: String]) throws -> Double? {
    let numbers = try #require(self[column]?.values.numbers)
    let place = try #require(
      (0..<rows).first { row in keys.allSatisfy { self[$0.key]?.values.texts[row] == $0.value } },
      "no row with \(keys)")
    return numbers[place]
  }

  /// The number of a measure, which must be there.
  func measured(_ measure: String) throws -> Double {
    try #require(try number(where: ["measure": measure]))
  }
}
