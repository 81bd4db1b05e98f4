extension BitMatrix {
  /// The bytes of a packed row: eight units each, the first in the lowest bit.
  private static func stride(_ columns: Int) -> Int { (columns + 7) / 8 }

  /// The bits packed eight to a byte, the first in the lowest bit, each row starting with a new byte.
  public var packed: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: rows * Self.stride(columns))
    for row in 0..<rows {
      for index in 0..<Self.stride(columns) {
        let word = words[row * wordsPerRow + index / 8]
        bytes[row * Self.stride(columns) + index] = UInt8(
          truncatingIfNeeded: word >> UInt64(index % 8 * 8))
      }
    }
    return bytes
  }

  /// Unpacks what `packed` gave; nil when the number of bytes or the bits beyond the last column are not as they should be.
  public init?(rows: Int, columns: Int, packed bytes: [UInt8]) {
    let stride = Self.stride(columns)
    guard rows >= 0, columns >= 0, bytes.count == rows * stride else { return nil }
    let last: UInt8 = columns % 8 == 0 ? 0xff : (1 << UInt8(columns % 8)) - 1
    var words = [UInt64](repeating: 0, count: rows * Self.wordsPerRow(columns))
    for row in 0..<rows {
      for index in 0..<stride {
        let byte = bytes[row * stride + index]
        guard index < stride - 1 || byte & ~last == 0 else { return nil }
        words[row * Self.wordsPerRow(columns) + index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
      }
    }
    self.init(
      rows: rows, columns: columns, wordsPerRow: Self.wordsPerRow(columns), words: words)
  }
}
