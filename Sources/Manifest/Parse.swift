/// The limits that keep a hostile file from costing more than a refusal.
package enum Limit {
  /// The longest file, in bytes.
  package static let bytes = 1 << 20
  /// How many lists and maps may stand inside one another.
  package static let depth = 64
  /// The longest key with its quotes, in Unicode scalars; YAML's own limit.
  package static let key = 1024
}

/// The marked tree of a manifest, or the first thing in it that is not in our part of YAML.
package func parse(_ source: Source) throws(ManifestError) -> Tree {
  try parse(source.bytes)
}

/// The marked tree of a manifest given as bytes, which must be UTF-8.
package func parse(_ bytes: [UInt8]) throws(ManifestError) -> Tree {
  var parser = Parser(try screened(bytes))
  return try parser.document()
}
