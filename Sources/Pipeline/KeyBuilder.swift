/// Hashes a sequence of values unambiguously: each is preceded by its kind and length.
public struct KeyBuilder: Sendable {
  private var bytes: [UInt8] = []

  /// A key for `purpose`; keys of different purposes never collide.
  public init(_ purpose: String) { add(purpose) }

  /// Adds text.
  public mutating func add(_ text: String) { append(tag: "t", Array(text.utf8)) }

  /// Adds a whole number.
  public mutating func add(_ number: Int) { append(tag: "n", Array(String(number).utf8)) }

  /// Adds a digest.
  public mutating func add(_ digest: Digest) { append(tag: "d", digest.bytes) }

  /// Adds a setting's text, files as what `digests` says of them.
  public mutating func add(_ text: SettingText, files digests: (String) -> Digest?) {
    switch text {
    case .scalar(let string):
      append(tag: "s", Array(string.utf8))
    case .file(let path):
      append(tag: "f", digests(path)?.bytes ?? [])
    case .list(let items):
      append(tag: "l", Array(String(items.count).utf8))
      for item in items { add(item, files: digests) }
    case .map(let pairs):
      append(tag: "m", Array(String(pairs.count).utf8))
      for pair in pairs {
        add(pair.key)
        add(pair.value, files: digests)
      }
    }
  }

  private mutating func append(tag: Unicode.Scalar, _ content: [UInt8]) {
    bytes.append(UInt8(ascii: tag))
    bytes.append(contentsOf: String(content.count).utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: content)
  }

  /// The digest of everything added.
  public var digest: Digest { bytes.withUnsafeBytes { Digest(hashing: $0) } }
}
