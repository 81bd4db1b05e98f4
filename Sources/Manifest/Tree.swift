/// A node of a manifest and the place where it begins.
package struct Tree: Sendable {
  package var content: Content
  package var mark: Mark

  package init(_ content: Content, at mark: Mark) {
    self.content = content
    self.mark = mark
  }
}

/// What a node holds; scalars stay text until someone who knows what they mean reads them.
package enum Content: Sendable {
  /// Text as it reads after quotes and escapes are resolved; a missing value is `("", .plain)`.
  case scalar(String, style: ScalarStyle)
  case list([Tree])
  /// Entries in the order of the file; no name occurs twice.
  case map([Entry])
}

/// One `key: value` of a map.
package struct Entry: Sendable {
  package var key: String
  package var keyMark: Mark
  package var value: Tree

  package init(key: String, keyMark: Mark, value: Tree) {
    self.key = key
    self.keyMark = keyMark
    self.value = value
  }
}

/// How a scalar was written, so that a reader can tell `""` from nothing and `"1"` from `1`.
package enum ScalarStyle: Hashable, Sendable {
  case plain
  case single
  case double
  /// Lines after `|` or `>`.
  case block
}
