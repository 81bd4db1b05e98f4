/// Cuts what a program prints into lines, passes them on up to a limit, and remembers the last ones.
struct ProgramLog {
  /// Bytes that are passed on.
  static let limit = 1 << 20
  /// A longer line is cut.
  static let lineLimit = 2000
  static let remembered = 12

  private let note: (String) -> Void
  private var partial: [UInt8] = []
  private var passed = 0
  private(set) var last: [String] = []

  init(_ note: @escaping (String) -> Void) { self.note = note }

  /// Takes what was printed; bytes that are no UTF-8 become �.
  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if partial.count < Self.lineLimit {
        partial.append(byte)
      }
    }
  }

  /// Takes the last line when it has no end.
  mutating func finish() {
    if !partial.isEmpty { endLine() }
  }

  private mutating func endLine() {
    let line = String(decoding: partial, as: UTF8.self)
    partial.removeAll(keepingCapacity: true)
    last.append(line)
    if last.count > Self.remembered { last.removeFirst() }
    guard passed <= Self.limit else { return }
    passed += line.utf8.count + 1
    note(passed <= Self.limit ? line : "… further lines are left out")
  }
}
