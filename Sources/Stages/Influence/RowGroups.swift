public import Pipeline

/// Named groups of rows by their ids.
///
/// In a manifest a list of ids (one group), a list of such lists, or a map from names to lists, as `{sevens: [3, 12], ones: [5]}`.
public struct RowGroups: SettingValue, Hashable {
  /// The groups, in the manifest's order.
  public var groups: [Group]

  /// One group.
  public struct Group: Hashable, Sendable {
    /// What tables call it.
    public var name: String
    /// Which rows it holds, none twice.
    public var ids: [Int64]
  }

  /// No group.
  public init() { groups = [] }

  public static var expectation: String {
    "a list of ids, a list of such lists, or a map from names to lists of ids"
  }

  public init(text: SettingText) throws(SettingFault) {
    groups = []
    switch text {
    case .scalar(""): return
    case .scalar: groups = [Group(name: "group 1", ids: try Self.ids(text))]
    case .file: throw Self.unexpected(text)
    case .list(let items):
      let isNested = items.contains { if case .list = $0 { true } else { false } }
      for (index, item) in (isNested ? items : [text]).enumerated() {
        groups.append(Group(name: "group \(index + 1)", ids: try Self.ids(item)))
      }
    case .map(let pairs):
      for pair in pairs { groups.append(Group(name: pair.key, ids: try Self.ids(pair.value))) }
    }
  }

  private static func ids(_ text: SettingText) throws(SettingFault) -> [Int64] {
    let items = if case .list(let items) = text { items } else { [text] }
    var ids: [Int64] = []
    for item in items {
      guard case .scalar(let string) = item, let id = Int64(string) else { throw unexpected(text) }
      guard !ids.contains(id) else {
        throw SettingFault("names the id \(id) twice in one group; a row leaves once only")
      }
      ids.append(id)
    }
    guard !ids.isEmpty else { throw SettingFault("has a group without ids; leave it out") }
    return ids
  }

  public var text: SettingText {
    guard !groups.isEmpty else { return .scalar("") }
    return .map(
      groups.map { group in
        .init(group.name, .list(group.ids.map { .scalar($0.description) }))
      })
  }
}
