public import Pipeline

/// Columns of text with one value each, in a manifest a map such as `{recompute: context frozen}`.
public struct ConstantKeys: SettingValue, Hashable {
  /// The columns and their values, in the manifest's order.
  public var labels: [Label] = []

  /// No columns.
  public init() {}

  public static var expectation: String { "a map from columns to one value each, as {rows: all}" }

  public init(text: SettingText) throws(SettingFault) {
    guard text != .scalar("") else { return }
    guard case .map(let pairs) = text else { throw Self.unexpected(text) }
    for pair in pairs {
      guard case .scalar(let value) = pair.value else { throw Self.unexpected(text) }
      labels.append(Label(axis: pair.key, value: value))
    }
  }

  public var text: SettingText {
    labels.isEmpty ? .scalar("") : .map(labels.map { .init($0.axis, .scalar($0.value)) })
  }
}
