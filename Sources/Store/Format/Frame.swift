internal import Pipeline

/// A small payload wrapped so that any change of any bit shows: magic, version, length, payload,
/// checksum.
///
/// ```
/// 8 bytes  "malleus" and a letter for what it is
/// 4 bytes  version, little-endian
/// 8 bytes  length of the payload, little-endian
/// n bytes  the payload
/// 32 bytes SHA-256 of everything before
/// ```
///
/// Later versions may change the payload but not the frame, so that a newer file can be told
/// from a damaged one.
package struct Frame: Hashable {
  /// What the payload is.
  package enum Kind: UInt8, CaseIterable {
    case record = 0x72
    case journal = 0x6a
    case fileIndex = 0x66
  }

  static let headerSize = 20
  static let overhead = headerSize + 32

  package var kind: Kind
  package var version: Int
  package var payload: [UInt8]

  /// The framed bytes.
  package var encoded: [UInt8] {
    var bytes = Array("malleus".utf8) + [kind.rawValue]
    bytes.append(littleEndian: version, count: 4)
    bytes.append(littleEndian: payload.count, count: 8)
    bytes += payload
    return bytes + bytes.withUnsafeBytes { Digest(hashing: $0) }.bytes
  }

  package init(_ kind: Kind, version: Int, payload: [UInt8]) {
    self.kind = kind
    self.version = version
    self.payload = payload
  }

  /// The frame in `bytes`, or `nil` unless every bit of it is as it was written.
  package init?(_ kind: Kind, decoding bytes: [UInt8]) {
    guard bytes.count >= Self.overhead else { return nil }
    let body = bytes.dropLast(32)
    let checksum = body.withUnsafeBytes { Digest(hashing: $0) }
    guard checksum == Digest(bytes: bytes.suffix(32)),
      bytes.starts(with: Array("malleus".utf8) + [kind.rawValue]),
      bytes[12..<20].littleEndian == UInt64(bytes.count - Self.overhead)
    else { return nil }
    self.kind = kind
    self.version = Int(bytes[8..<12].littleEndian)
    self.payload = Array(body.dropFirst(Self.headerSize))
  }
}

extension [UInt8] {
  /// Adds the lowest `count` bytes of `number`, lowest first.
  mutating func append(littleEndian number: Int, count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }
}

extension ArraySlice<UInt8> {
  /// Up to eight bytes as a number, lowest first.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
