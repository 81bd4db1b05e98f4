package import Pipeline

/// A stored JSON part, read field by field with the part's name in every error.
package struct PartJSON: Sendable {
  package let part: String
  package let value: JSON

  /// The part called `name`.
  package init(_ name: String, in parts: Parts) throws(StageError) {
    part = name
    let bytes = try parts.bytes(name).array
    do throws(FormatFault) {
      value = try JSON(reading: bytes)
    } catch {
      throw error.inPart(name)
    }
  }

  private init(part: String, value: JSON) {
    self.part = part
    self.value = value
  }

  package func string(_ key: String) throws(StageError) -> String {
    try field(key, \.string, "text")
  }

  package func int(_ key: String) throws(StageError) -> Int {
    try field(key, \.int, "a whole number")
  }

  package func double(_ key: String) throws(StageError) -> Double {
    try field(key, \.double, "a number")
  }

  package func bool(_ key: String) throws(StageError) -> Bool {
    try field(key, \.bool, "true or false")
  }

  package func strings(_ key: String) throws(StageError) -> [String] {
    try list(key, \.string, "a list of text")
  }

  package func ints(_ key: String) throws(StageError) -> [Int] {
    try list(key, \.int, "a list of whole numbers")
  }

  package func doubles(_ key: String) throws(StageError) -> [Double] {
    try list(key, \.double, "a list of numbers")
  }

  /// The objects of a list.
  package func objects(_ key: String) throws(StageError) -> [PartJSON] {
    try field(key, \.array, "a list").map { PartJSON(part: part, value: $0) }
  }

  /// The object called `key`, or `nil` when it is absent or null.
  package func object(_ key: String) -> PartJSON? {
    guard let value = value[key], value != .null else { return nil }
    return PartJSON(part: part, value: value)
  }

  private func list<Item>(
    _ key: String, _ read: (JSON) -> Item?, _ expected: String
  ) throws(StageError) -> [Item] {
    let items = try field(key, \.array, expected)
    let values = items.compactMap(read)
    guard values.count == items.count else {
      throw .damaged(part: part, cause: "\(key) is not \(expected)")
    }
    return values
  }

  private func field<Field>(
    _ key: String, _ read: (JSON) -> Field?, _ expected: String
  ) throws(StageError) -> Field {
    guard let field = value[key].flatMap(read) else {
      throw .damaged(part: part, cause: "\(key) is not \(expected)")
    }
    return field
  }
}
