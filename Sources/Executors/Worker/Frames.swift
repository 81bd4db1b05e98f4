internal import FoundationEssentials

/// Messages as frames on a byte stream: four bytes of length, little-endian, then JSON.
enum Frames {
  /// A larger frame is taken for a stream that lost its place.
  static let limit = 64 << 20

  static func encode(_ message: some Encodable) -> [UInt8] {
    guard let json = try? JSONEncoder().encode(message) else {
      preconditionFailure("messages hold finite numbers and text only")
    }
    return withUnsafeBytes(of: UInt32(json.count).littleEndian) { Array($0) } + json
  }

  static func decode<Message: Decodable>(_ type: Message.Type, _ frame: [UInt8]) -> Message? {
    try? JSONDecoder().decode(type, from: Data(frame))
  }
}

/// Cuts arriving bytes into frames.
struct FrameBuffer {
  private var bytes: [UInt8] = []

  /// What becomes of the bytes so far.
  enum Next {
    case frame([UInt8])
    case incomplete
    /// The length cannot be meant.
    case broken
  }

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Takes the next frame off the front.
  mutating func next() -> Next {
    guard bytes.count >= 4 else { return .incomplete }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    guard length <= Frames.limit else { return .broken }
    guard bytes.count >= 4 + length else { return .incomplete }
    let frame = Array(bytes[4..<4 + length])
    bytes.removeFirst(4 + length)
    return .frame(frame)
  }
}
