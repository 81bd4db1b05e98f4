/// A setting as the manifest gives it and as keys hold it: text, lists and maps of text.
///
/// A scalar stays text until the setting that reads it decides what it means.
public indirect enum SettingText: Hashable, Sendable, Codable {
  case scalar(String)
  /// A path. In keys it is replaced by the digest of the file's content.
  case file(String)
  case list([SettingText])
  case map([Pair])

  /// One entry of a map, in the manifest's order.
  public struct Pair: Hashable, Sendable, Codable {
    public var key: String
    public var value: SettingText

    /// An entry.
    public init(_ key: String, _ value: SettingText) {
      self.key = key
      self.value = value
    }
  }

  /// The text for people: scalars bare, lists in brackets.
  public var display: String {
    switch self {
    case .scalar(let text), .file(let text): text
    case .list(let items): "[" + items.map(\.display).joined(separator: ", ") + "]"
    case .map(let pairs):
      "{" + pairs.map { "\($0.key): \($0.value.display)" }.joined(separator: ", ") + "}"
    }
  }
}

extension SettingText: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral value: String) { self = .scalar(value) }
  public init(arrayLiteral elements: SettingText...) { self = .list(elements) }
}

/// A setting of a stage together with its text.
public struct NamedSetting: Hashable, Sendable, Codable {
  public var name: String
  public var text: SettingText

  /// A named setting.
  public init(_ name: String, _ text: SettingText) {
    self.name = name
    self.text = text
  }
}

/// What is wrong with one setting of a stage.
public struct SettingFault: Error, Hashable, Sendable {
  /// The setting's name; `nil` when the fault concerns the stage as a whole.
  public var setting: String?
  /// The port, when the fault concerns how the stage is wired.
  public var port: String?
  /// What is wrong and what to do, as one clause.
  public var message: String
  /// The nearest accepted value, where there is one.
  public var suggestion: String?

  /// A fault.
  public init(
    _ message: String, setting: String? = nil, port: String? = nil, suggestion: String? = nil
  ) {
    self.message = message
    self.setting = setting
    self.port = port
    self.suggestion = suggestion
  }
}
