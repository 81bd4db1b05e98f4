package import Pipeline

/// What a result depends on, as an ordered list of names and values that reports print.
///
/// Stored as a JSON object in the order of the list.
public struct Facts: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// The entries in the order they were set.
  public private(set) var entries: [JSON.Member] = []

  /// Facts in the given order.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// The value called `name`; setting one anew keeps its place, setting `nil` removes it.
  public subscript(name: String) -> JSON? {
    get { entries.first { $0.key == name }?.value }
    set {
      let index = entries.firstIndex { $0.key == name }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(JSON.Member(name, value))
      case (nil, nil): break
      }
    }
  }

  /// The value called `name` as people read it.
  public func text(_ name: String) -> String? { self[name]?.display }

  /// The facts as a JSON object.
  package var json: JSON { .object(entries) }

  init(_ entries: [JSON.Member]) { self.entries = entries }
}

extension PartJSON {
  /// The facts stored under `key`.
  package func facts(_ key: String) throws(StageError) -> Facts {
    guard let object = object(key), case .object(let members) = object.value else {
      throw .damaged(part: part, cause: "\(key) is not a list of facts")
    }
    return Facts(members)
  }
}
