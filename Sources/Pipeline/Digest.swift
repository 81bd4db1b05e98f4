internal import CKernels

/// A SHA-256 digest (FIPS 180-4): the name of content, and of questions.
public struct Digest: Hashable, Sendable {
  private let words: SIMD4<UInt64>

  /// A digest from its 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    words =
      bytes.withContiguousStorageIfAvailable { Self.words(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes(Self.words)
  }

  /// 32 bytes as four numbers, the first byte the highest, so that digests compare like their text.
  private static func words(_ bytes: UnsafeRawBufferPointer) -> SIMD4<UInt64> {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    return SIMD4(word(0), word(1), word(2), word(3))
  }

  /// A digest from 64 hexadecimal digits.
  public init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var words = SIMD4<UInt64>()
    for (index, digit) in digits.enumerated() {
      guard let value = Self.value(ofDigit: digit) else { return nil }
      words[index / 16] = words[index / 16] << 4 | value
    }
    self.words = words
  }

  private static func value(ofDigit digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(digit - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The digest of `buffer`.
  public init(hashing buffer: UnsafeRawBufferPointer) {
    words = withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { bytes in
      malleus_sha256(
        buffer.baseAddress, buffer.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      return Self.words(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The digest of `text` as UTF-8.
  public init(hashing text: String) {
    self = Array(text.utf8).withUnsafeBytes { Digest(hashing: $0) }
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      for index in 0..<32 {
        bytes[index] = UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(56 - 8 * (index % 8)))
      }
      count = 32
    }
  }

  /// 64 lower-case hexadecimal digits, made in one pass: a look at many records is mostly names.
  public var hex: String {
    let bytes = bytes
    return String(unsafeUninitializedCapacity: 64) { digits in
      for (index, byte) in bytes.enumerated() {
        digits[2 * index] = Self.digit(byte >> 4)
        digits[2 * index + 1] = Self.digit(byte & 15)
      }
      return 64
    }
  }

  private static func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }

  /// The first 12 digits, for people.
  public var short: String { String(hex.prefix(12)) }
}

extension Digest: Comparable, CustomStringConvertible, Codable {
  public static func < (a: Digest, b: Digest) -> Bool {
    for index in 0..<4 where a.words[index] != b.words[index] {
      return a.words[index] < b.words[index]
    }
    return false
  }

  public var description: String { hex }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a SHA-256 digest")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
