/// Cuts what a stage prints into lines, up to a limit, and remembers the last ones.
package struct LogTail {
  /// Bytes of log that one job may fill.
  package static let limit = 4 << 20
  /// A longer line is cut.
  package static let lineLimit = 4096
  package static let remembered = 12

  private var partial: [UInt8] = []
  private var count = 0
  package private(set) var last: [String] = []

  package init() {}

  /// The lines that `bytes` complete.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        if let line = endLine() { lines.append(line) }
      } else if partial.count < Self.lineLimit {
        partial.append(byte)
      }
    }
    return lines
  }

  /// The last line when it has no end.
  package mutating func finish() -> [String] { partial.isEmpty ? [] : endLine().map { [$0] } ?? [] }

  private mutating func endLine() -> String? {
    let line = String(decoding: partial, as: UTF8.self)
    partial.removeAll(keepingCapacity: true)
    last.append(line)
    if last.count > Self.remembered { last.removeFirst() }
    let before = count
    count += line.utf8.count + 1
    if count <= Self.limit { return line }
    return before <= Self.limit ? "… further lines are left out" : nil
  }
}
