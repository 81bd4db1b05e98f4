/// A JSON value whose objects keep their order and whose numbers keep their text.
///
/// Keeping both makes the text of an artifact a function of the artifact alone, and lets whole
/// numbers beyond 2⁵³ pass unharmed.
public indirect enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number as written.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One entry of an object.
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSON

    /// An entry.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// A whole number.
  public init(_ value: some BinaryInteger) { self = .number(String(value)) }

  /// A number with the shortest text that reads back exactly; JSON has no infinities and no NaN,
  /// so those become text.
  public init(_ value: Double) {
    self = value.isFinite ? .number(value.description) : .string(value.description)
  }

  /// An array of numbers.
  public init(_ values: [Double]) { self = .array(values.map { JSON($0) }) }

  /// An array of strings.
  public init(_ values: [String]) { self = .array(values.map { .string($0) }) }

  /// The entry called `key` of an object.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text of a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number as `Int`, when it is written as one.
  public var int: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  /// The number, or what a non-finite one was written as.
  public var double: Double? {
    switch self {
    case .number(let text): Double(text)
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: nil
    }
  }

  /// The items of an array.
  public var array: [JSON]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The text for people: scalars bare.
  public var display: String {
    switch self {
    case .string(let text), .number(let text): text
    case .array(let items): items.map(\.display).joined(separator: ", ")
    case .null, .bool, .object: compact
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByArrayLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self.init(value) }
  public init(floatLiteral value: Double) { self.init(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0, $1) })
  }
}
