/// A canonical prefix code of DEFLATE, as a table over the next bits of the stream.
struct HuffmanCode {
  /// How many bits the table looks at: the length of the longest code word.
  let width: Int
  /// For every pattern of `width` bits the symbol and, in the low four bits, how many of the bits
  /// belong to it; 0 where no code word fits.
  let entries: [UInt16]

  /// The code whose symbol `s` has a word of `lengths[s]` bits, or `nil` when there is none: more
  /// words than fit, or a gap, which only a code of a single one-bit word may have.
  init?(lengths: ArraySlice<UInt8>) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    let width = counts.lastIndex { $0 > 0 } ?? 0
    var free = 1
    for length in stride(from: 1, through: width, by: 1) { free = free << 1 - counts[length] }
    var left = 1
    for length in 1..<16 {
      left = left << 1 - counts[length]
      guard left >= 0 else { return nil }
    }
    let isSingle = width == 1 && counts[1] == 1
    guard free == 0 || width == 0 || isSingle else { return nil }
    self.width = width
    self.entries = Self.table(lengths: lengths, counts: counts, width: width)
  }

  private static func table(
    lengths: ArraySlice<UInt8>, counts: [Int], width: Int
  ) -> [UInt16] {
    var next = [Int](repeating: 0, count: 16)
    for length in 1..<15 { next[length + 1] = (next[length] + counts[length]) << 1 }
    var entries = [UInt16](repeating: 0, count: 1 << width)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let word = reversed(next[length], bits: length)
      next[length] += 1
      let entry = UInt16(symbol << 4 | length)
      for pattern in stride(from: word, to: 1 << width, by: 1 << length) {
        entries[pattern] = entry
      }
    }
    return entries
  }

  /// Code words enter the stream with their first bit lowest.
  private static func reversed(_ word: Int, bits: Int) -> Int {
    (0..<bits).reduce(0) { $0 | (word >> $1 & 1) << (bits - 1 - $1) }
  }

  /// The code of literals and lengths in blocks without one of their own (RFC 1951, 3.2.6).
  static let fixedLiterals = HuffmanCode(
    lengths: [
      [UInt8](repeating: 8, count: 144), [UInt8](repeating: 9, count: 112),
      [UInt8](repeating: 7, count: 24), [UInt8](repeating: 8, count: 8),
    ].flatMap { $0 }[...])

  /// The code of distances in such blocks.
  static let fixedDistances = HuffmanCode(lengths: [UInt8](repeating: 5, count: 32)[...])
}
