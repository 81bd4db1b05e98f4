/// Cuts what a stage prints into lines, up to a limit, and remembers the last ones.
struct LogTail {
  /// Bytes of log that one job may fill.
  static let limit = 4 << 20
  /// A longer line is cut.
  static let lineLimit = 4096
  static let remembered = 12

  private var partial: [UInt8] = []
  private var count = 0
  private(set) var last: [String] = []

  /// The lines that `bytes` complete.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines += endLine()
      } else if partial.count < Self.lineLimit {
        partial.append(byte)
      }
    }
    return lines
  }

  /// The last line when it has no end.
  mutating func finish() -> [String] { partial.isEmpty ? [] : endLine() }

  private mutating func endLine() -> [String] {
    let line = String(decoding: partial, as: UTF8.self)
    partial.removeAll(keepingCapacity: true)
    last = last.suffix(Self.remembered - 1) + [line]
    let before = count
    count += line.utf8.count + 1
    if count <= Self.limit { return [line] }
    return before <= Self.limit ? ["… further lines are left out"] : []
  }
}
