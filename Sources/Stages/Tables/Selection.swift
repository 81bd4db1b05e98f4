public import Pipeline

/// Which rows of a table: for each named column, the values that may stand in it.
///
/// In a manifest a map such as `{measure: [per-test, mean], attack: pgd}`.
public struct Selection: SettingValue, Hashable {
  /// The conditions, in the manifest's order; all must hold.
  public var conditions: [Condition]

  /// One column and its allowed values.
  public struct Condition: Hashable, Sendable {
    public var column: String
    public var values: [String]
  }

  /// Every row.
  public init() { conditions = [] }

  public static var expectation: String { "a map from columns to values, as {measure: mean}" }

  public init(text: SettingText) throws(SettingFault) {
    conditions = []
    guard text != .scalar("") else { return }
    guard case .map(let pairs) = text else { throw Self.unexpected(text) }
    for pair in pairs {
      conditions.append(Condition(column: pair.key, values: try [String](text: pair.value)))
    }
  }

  public var text: SettingText {
    guard !conditions.isEmpty else { return .scalar("") }
    return .map(conditions.map { .init($0.column, $0.values.text) })
  }

  /// Whether a row whose columns hold `keys` is selected.
  func includes(_ keys: [String: String]) -> Bool {
    conditions.allSatisfy { condition in
      keys[condition.column].map(condition.values.contains) ?? false
    }
  }
}
