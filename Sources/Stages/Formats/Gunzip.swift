package import Pipeline

/// Expands gzip files (RFC 1952), one or several members one after the other.
///
/// The caller says how much it expects, so that a small file cannot fill the memory; DEFLATE
/// itself expands at most 1,032-fold.
package enum Gunzip {
  private static let highestRatio = 1032

  /// Whether `bytes` begin like a gzip file.
  package static func recognizes(_ bytes: any Bytes) -> Bool {
    bytes.withUnsafeBytes { $0.starts(with: [0x1F, 0x8B]) }
  }

  /// The first `count` bytes of the content, fewer when there are fewer; nothing behind them is
  /// looked at.
  package static func prefix(_ count: Int, of bytes: any Bytes) throws(FormatFault) -> [UInt8] {
    try expand(bytes, capacity: count, mayContinue: true)
  }

  /// The whole content, which must not be longer than `limit` bytes.
  package static func content(
    of bytes: any Bytes, atMost limit: Int
  ) throws(FormatFault) -> [UInt8] {
    try expand(bytes, capacity: limit, mayContinue: false)
  }

  private static func expand(
    _ bytes: any Bytes, capacity: Int, mayContinue: Bool
  ) throws(FormatFault) -> [UInt8] {
    let (bound, overflow) = bytes.count.multipliedReportingOverflow(by: highestRatio)
    var failure: FormatFault?
    let content = bytes.withUnsafeBytes { input in
      [UInt8](unsafeUninitializedCapacity: min(capacity, overflow ? .max : bound)) {
        buffer, count in
        let output = UnsafeMutableRawBufferPointer(buffer)
        do throws(FormatFault) {
          count = try expandMembers(input, into: output, mayContinue)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    return content
  }

  private static func expandMembers(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, _ mayContinue: Bool
  ) throws(FormatFault) -> Int {
    var (position, written) = (0, 0)
    while position < input.count {
      let start = try skipHeader(input, at: position)
      var inflater = Inflater(input, from: start, into: output, at: written)
      do throws(Inflater.Stop) {
        position = try inflater.run()
      } catch {
        if error == .full, mayContinue { return output.count }
        throw fault(error, limit: output.count)
      }
      let member = UnsafeRawBufferPointer(rebasing: output[written..<inflater.written])
      try checkTrailer(input, at: position, of: member)
      (position, written) = (position + 8, inflater.written)
    }
    return written
  }

  /// The place after a member's header: ten bytes and the fields that its flags announce.
  private static func skipHeader(
    _ input: UnsafeRawBufferPointer, at start: Int
  ) throws(FormatFault) -> Int {
    guard input[start...].starts(with: [0x1F, 0x8B, 8]) else {
      throw FormatFault(
        at: "byte \(start)", start == 0 ? "not a gzip file" : "something follows the gzip data",
        remedy: "compress or copy it again")
    }
    guard start + 10 <= input.count, input[start + 3] & 0xE0 == 0 else { throw truncated }
    let flags = input[start + 3]
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= input.count else { throw truncated }
      position += 2 + Int(input[position]) + Int(input[position + 1]) << 8
    }
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      guard position < input.count, let end = input[position...].firstIndex(of: 0) else {
        throw truncated
      }
      position = end + 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position < input.count else { throw truncated }
    return position
  }

  private static func checkTrailer(
    _ input: UnsafeRawBufferPointer, at position: Int, of member: UnsafeRawBufferPointer
  ) throws(FormatFault) {
    guard position + 8 <= input.count else { throw truncated }
    func word(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    let length = UInt32(truncatingIfNeeded: member.count)
    guard word(position) == CRC32.checksum(member), word(position + 4) == length else {
      throw FormatFault(
        at: "gzip data", "the checksum does not match", remedy: "download or copy it again")
    }
  }

  private static var truncated: FormatFault {
    FormatFault(
      at: "gzip data", "the file ends too early", remedy: "download or copy it again")
  }

  private static func fault(_ stop: Inflater.Stop, limit: Int) -> FormatFault {
    switch stop {
    case .full:
      FormatFault(
        at: "gzip data", "it holds more than the \(limit) bytes expected",
        remedy: "give the file that its name and header describe")
    case .truncated:
      truncated
    case .malformed:
      FormatFault(
        at: "gzip data", "the compressed data is damaged", remedy: "download or copy it again")
    }
  }
}
