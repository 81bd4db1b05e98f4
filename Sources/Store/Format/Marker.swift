internal import Pipeline

/// The file that says that a folder is a store, and in which format.
///
/// One line of text, `malleus store 1`, and its SHA-256 on a second one, so that a flipped bit
/// is not taken for another format.
enum Marker {
  /// The format that this program reads and writes.
  static let format = 1

  /// What the marker's bytes say.
  enum Reading: Hashable {
    case current
    case newer(Int)
    case damaged
  }

  static func encoded(format: Int = Marker.format) -> [UInt8] {
    let line = "malleus store \(format)"
    return Array("\(line)\n\(Digest(hashing: line).hex)\n".utf8)
  }

  static func read(_ bytes: [UInt8]) -> Reading {
    guard let line = bytes.split(separator: UInt8(ascii: "\n")).first,
      let format = Int(String(decoding: line, as: UTF8.self).split(separator: " ").last ?? ""),
      bytes == encoded(format: format), format >= Self.format
    else { return .damaged }
    return format == Self.format ? .current : .newer(format)
  }
}
