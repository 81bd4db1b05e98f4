/// A type that a setting can have: it reads itself from text and writes itself as canonical text.
public protocol SettingValue: Sendable {
  /// What is accepted, as in "a whole number".
  static var expectation: String { get }
  /// Whether the text names files, whose content is then part of the key.
  static var namesFiles: Bool { get }
  /// Reads the value.
  init(text: SettingText) throws(SettingFault)
  /// The canonical text: equal values have equal text.
  var text: SettingText { get }
}

extension SettingValue {
  public static var namesFiles: Bool { false }

  /// The fault of a text that is not `expectation`.
  public static func unexpected(_ text: SettingText) -> SettingFault {
    SettingFault("expected \(expectation), found ‘\(text.display)’")
  }

  static func scalar(_ text: SettingText) throws(SettingFault) -> String {
    guard case .scalar(let string) = text else { throw unexpected(text) }
    return string
  }
}

extension Int: SettingValue {
  public static var expectation: String { "a whole number" }
  public init(text: SettingText) throws(SettingFault) {
    guard let value = Int(try Self.scalar(text)) else { throw Self.unexpected(text) }
    self = value
  }
  public var text: SettingText { .scalar(description) }
}

extension Double: SettingValue {
  public static var expectation: String { "a finite number" }
  /// Infinities, NaN and hexadecimal text parse in Swift, but no setting means them.
  public init(text: SettingText) throws(SettingFault) {
    let string = try Self.scalar(text)
    let plain = string.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard plain, let value = Double(string), value.isFinite else { throw Self.unexpected(text) }
    self = value == 0 ? 0 : value
  }
  public var text: SettingText { .scalar(description) }
}

extension Bool: SettingValue {
  public static var expectation: String { "true or false" }
  public init(text: SettingText) throws(SettingFault) {
    switch try Self.scalar(text) {
    case "true": self = true
    case "false": self = false
    default: throw Self.unexpected(text)
    }
  }
  public var text: SettingText { .scalar(description) }
}

extension String: SettingValue {
  public static var expectation: String { "text" }
  public init(text: SettingText) throws(SettingFault) { self = try Self.scalar(text) }
  public var text: SettingText { .scalar(self) }
}

/// A list setting; a single value stands for a list of one.
extension Array: SettingValue where Element: SettingValue {
  public static var expectation: String { "a list, each item \(Element.expectation)" }
  public static var namesFiles: Bool { Element.namesFiles }
  public init(text: SettingText) throws(SettingFault) {
    guard case .list(let items) = text else {
      self = [try Element(text: text)]
      return
    }
    self = []
    for item in items { append(try Element(text: item)) }
  }
  public var text: SettingText { .list(map(\.text)) }
}

/// An automatic setting: `nil` until it is given or resolved from others.
extension Optional: SettingValue where Wrapped: SettingValue {
  public static var expectation: String { Wrapped.expectation + ", or automatic" }
  public static var namesFiles: Bool { Wrapped.namesFiles }
  public init(text: SettingText) throws(SettingFault) {
    self = text == .scalar("automatic") ? nil : try Wrapped(text: text)
  }
  public var text: SettingText { self?.text ?? .scalar("automatic") }
}

/// A setting with a closed list of words; conform a `String` enumeration to it.
public protocol Choice: SettingValue, RawRepresentable<String>, CaseIterable {}

extension Choice {
  public static var expectation: String {
    "one of " + allCases.map(\.rawValue).joined(separator: ", ")
  }
  public init(text: SettingText) throws(SettingFault) {
    let string = try Self.scalar(text)
    guard let value = Self(rawValue: string) else {
      var fault = Self.unexpected(text)
      fault.suggestion = nearest(string, in: Self.allCases.map(\.rawValue))
      throw fault
    }
    self = value
  }
  public var text: SettingText { .scalar(rawValue) }
}

/// A file that a manifest names.
///
/// Its content digest is part of the key, its path is not.
public struct InputFile: SettingValue, Hashable {
  /// Where the file is; empty when no file was given.
  public var path: String

  /// A file at `path`.
  public init(_ path: String = "") { self.path = path }

  public static var expectation: String { "the path of a file" }
  public static var namesFiles: Bool { true }
  public init(text: SettingText) throws(SettingFault) {
    switch text {
    case .scalar(let path), .file(let path):
      // The system would read the path up to there, and another file.
      guard !path.utf8.contains(0) else { throw Self.unexpected(text) }
      self.path = path
    default: throw Self.unexpected(text)
    }
  }
  public var text: SettingText { path.isEmpty ? .scalar("") : .file(path) }

  /// The last component of the path, for messages.
  public var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
