internal import CKernels

/// A SHA-256 digest (FIPS 180-4): the name of content, and of questions.
public struct Digest: Hashable, Sendable {
  private let words: SIMD4<UInt64>

  /// A digest from its 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words = SIMD4<UInt64>()
    for (index, byte) in bytes.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// A digest from 64 hexadecimal digits.
  public init?(hex: some StringProtocol) {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == 64, hex.utf8.count == 64 else { return nil }
    self.init(bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
  }

  /// The digest of `buffer`.
  public init(hashing buffer: UnsafeRawBufferPointer) {
    var bytes = [UInt8](repeating: 0, count: 32)
    malleus_sha256(buffer.baseAddress, buffer.count, &bytes)
    self.init(wellFormed: bytes)
  }

  /// The digest of `text` as UTF-8.
  public init(hashing text: String) {
    self = Array(text.utf8).withUnsafeBytes { Digest(hashing: $0) }
  }

  private init(wellFormed bytes: [UInt8]) {
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 has 32 bytes") }
    self = digest
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8))) }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
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
