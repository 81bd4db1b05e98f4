package import Pipeline

/// Expands gzip files (RFC 1952) with the system's gzip program.
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
    let (content, ending) = try expand(bytes, capacity: count)
    if !ending.isStopped, let fault = fault(ending) { throw fault }
    return content
  }

  /// The whole content, which must not be longer than `limit` bytes.
  package static func content(
    of bytes: any Bytes, atMost limit: Int
  ) throws(FormatFault) -> [UInt8] {
    let (content, ending) = try expand(bytes, capacity: limit)
    if ending.isStopped {
      throw FormatFault(
        at: "gzip data", "it holds more than the \(limit) bytes expected",
        remedy: "give the file that its name and header describe")
    }
    if let fault = fault(ending) { throw fault }
    return content
  }

  private static func expand(
    _ bytes: any Bytes, capacity: Int
  ) throws(FormatFault) -> ([UInt8], GzipProgram.Ending) {
    guard var program = GzipProgram() else {
      throw FormatFault(
        at: "gzip data", "the gzip program cannot be started",
        remedy: "install gzip, or allow more processes and open files", isOfMachine: true)
    }
    let (bound, overflow) = bytes.count.multipliedReportingOverflow(by: highestRatio)
    let limit = min(capacity, overflow ? .max : bound)
    var content: [UInt8] = []
    content.reserveCapacity(min(limit, 64 << 20))
    let ending = bytes.withUnsafeBytes { program.run($0, into: &content, capacity: limit) }
    return (content, ending)
  }

  /// What the program's complaint means for the reader of a file.
  private static func fault(_ ending: GzipProgram.Ending) -> FormatFault? {
    guard ending.status != 0 else { return nil }
    let meanings = [
      ("unexpected end of file", "the file ends too early"),
      ("crc error", "the checksum does not match"),
      ("length error", "the checksum does not match"),
      ("trailing garbage", "something follows the gzip data"),
      ("not in gzip format", "not a gzip file"),
    ]
    let cause = meanings.first { ending.complaint.contains($0.0) }?.1
    return FormatFault(
      at: "gzip data", cause ?? "the compressed data is damaged",
      remedy: "download or copy it again")
  }
}
