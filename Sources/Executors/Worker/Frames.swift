internal import FoundationEssentials

/// Messages as frames on a byte stream: four bytes of length, little-endian, then JSON.
package enum Frames {
  /// A larger frame is taken for a stream that lost its place, where a stage could have written to it.
  package static let limit = 64 << 20

  package static func encode(_ message: some Encodable) -> [UInt8] {
    guard let json = try? JSONEncoder().encode(message) else {
      preconditionFailure("messages hold finite numbers and text only")
    }
    return withUnsafeBytes(of: UInt32(json.count).littleEndian) { Array($0) } + json
  }

  package static func decode<Message: Decodable>(_ type: Message.Type, _ frame: [UInt8]) -> Message?
  {
    try? JSONDecoder().decode(type, from: Data(frame))
  }
}

/// Cuts arriving bytes into frames.
package struct FrameBuffer {
  private var bytes: [UInt8] = []
  private let limit: Int

  /// - Parameter limit: How long a frame may be.
  package init(limit: Int = Frames.limit) { self.limit = limit }

  /// What becomes of the bytes so far.
  package enum Next: Equatable {
    case frame([UInt8])
    case incomplete
    /// The length cannot be meant.
    case broken
  }

  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Takes the next frame off the front.
  package mutating func next() -> Next {
    guard bytes.count >= 4 else { return .incomplete }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    guard length <= limit else { return .broken }
    guard bytes.count >= 4 + length else { return .incomplete }
    let frame = Array(bytes[4..<4 + length])
    bytes.removeFirst(4 + length)
    return .frame(frame)
  }
}
