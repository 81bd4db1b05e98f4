/// A key that has been read and found to be text.
struct Key {
  let name: String
  let mark: Mark
}

/// The entries of a map in the making, which refuses a name that it already has.
struct Entries {
  private(set) var list: [Entry] = []
  private var names: Set<String> = []

  mutating func append(_ key: Key, _ value: Tree) throws(ManifestError) {
    guard names.insert(key.name).inserted else {
      let first = list.first { $0.key == key.name }?.keyMark ?? key.mark
      throw ManifestError(.duplicateKey(key.name, first: first), at: key.mark)
    }
    list.append(Entry(key: key.name, keyMark: key.mark, value: value))
  }
}

extension Parser {
  /// The scalar as a key; the cursor is at its colon.
  mutating func key(_ scalar: Tree) throws(ManifestError) -> Key {
    guard case .scalar(let name, let style) = scalar.content else {
      throw ManifestError(.complexKey, at: scalar.mark)
    }
    if name == "<<", style == .plain { throw ManifestError(.mergeKey, at: scalar.mark) }
    let length = cursor.mark().column - scalar.mark.column
    guard length <= Limit.key else { throw ManifestError(.keyTooLong, at: scalar.mark) }
    return Key(name: name, mark: scalar.mark)
  }
}
