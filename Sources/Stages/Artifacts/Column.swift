internal import Pipeline

/// One column of a `Table`.
public struct Column: Hashable, Sendable {
  /// The heading, also the name that settings use.
  public var name: String
  /// The unit, where there is one.
  public var unit: String?
  /// The values, of one type.
  public var values: Values

  /// A column's values; `nil` where one is missing or undefined.
  public enum Values: Hashable, Sendable {
    case text([String?])
    case integer([Int?])
    case number([Double?])

    /// The number of values, missing ones included.
    public var count: Int {
      switch self {
      case .text(let values): values.count
      case .integer(let values): values.count
      case .number(let values): values.count
      }
    }

    /// The values as text that reads back exactly.
    public var texts: [String?] {
      switch self {
      case .text(let values): values
      case .integer(let values): values.map { $0?.description }
      case .number(let values): values.map { $0?.description }
      }
    }

    /// The values as numbers, or `nil` for a column of text.
    public var numbers: [Double?]? {
      switch self {
      case .text: nil
      case .integer(let values): values.map { $0.map { Double($0) } }
      case .number(let values): values
      }
    }

    fileprivate var type: String {
      switch self {
      case .text: "text"
      case .integer: "integer"
      case .number: "number"
      }
    }
  }

  /// A column.
  public init(_ name: String, unit: String? = nil, _ values: Values) {
    self.name = name
    self.unit = unit
    self.values = values
  }

  /// A column of text.
  public static func text(_ name: String, _ values: [String?]) -> Column {
    Column(name, .text(values))
  }

  /// A column of whole numbers.
  public static func integer(_ name: String, unit: String? = nil, _ values: [Int?]) -> Column {
    Column(name, unit: unit, .integer(values))
  }

  /// A column of numbers.
  public static func number(_ name: String, unit: String? = nil, _ values: [Double?]) -> Column {
    Column(name, unit: unit, .number(values))
  }

  var heading: JSON {
    [
      "name": .string(name), "type": .string(values.type),
      "unit": unit.map { .string($0) } ?? .null,
    ]
  }

  init(_ heading: PartJSON, fields: [CSV.Field]) throws(StageError) {
    name = try heading.string("name")
    unit = heading.value["unit"]?.string
    switch try heading.string("type") {
    case "text": values = .text(fields.map { $0.isMissing ? nil : $0.text })
    case "integer": values = .integer(try Self.parse(fields, name) { Int($0) })
    case "number": values = .number(try Self.parse(fields, name) { Double($0) })
    default: throw .damaged(part: heading.part, cause: "the type of \(name) is not known")
    }
  }

  private static func parse<Value>(
    _ fields: [CSV.Field], _ name: String, _ read: (String) -> Value?
  ) throws(StageError) -> [Value?] {
    var values: [Value?] = []
    for field in fields {
      let value = field.isMissing ? nil : read(field.text)
      guard value != nil || field.isMissing else {
        throw .damaged(part: "table.csv", cause: "‘\(field.text)’ in the column \(name)")
      }
      values.append(value)
    }
    return values
  }
}
