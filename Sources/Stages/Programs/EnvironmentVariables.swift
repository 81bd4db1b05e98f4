public import Pipeline

/// Environment variables by name, as `{PATH: /opt/tools/bin, THREADS: 2}` in a manifest.
public struct EnvironmentVariables: SettingValue, Hashable {
  /// The values; their order means nothing.
  public var values: [String: String]

  /// Variables with these values.
  public init(_ values: [String: String] = [:]) { self.values = values }

  public static var expectation: String { "a map from names of variables to their values" }

  public init(text: SettingText) throws(SettingFault) {
    values = [:]
    switch text {
    case .scalar(""): return
    case .map(let pairs):
      for pair in pairs {
        guard case .scalar(let value) = pair.value, !value.contains("\0") else {
          throw Self.unexpected(text)
        }
        guard !pair.key.isEmpty, !pair.key.contains("="), !pair.key.contains("\0") else {
          throw SettingFault("‘\(pair.key)’ cannot be the name of a variable")
        }
        values[pair.key] = value
      }
    case .scalar, .file, .list: throw Self.unexpected(text)
    }
  }

  public var text: SettingText {
    guard !values.isEmpty else { return .scalar("") }
    return .map(values.sorted { $0.key < $1.key }.map { .init($0.key, .scalar($0.value)) })
  }
}
