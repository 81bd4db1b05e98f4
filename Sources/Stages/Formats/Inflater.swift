/// Expands DEFLATE (RFC 1951) from one buffer into another, never past the end of either.
struct Inflater {
  /// Why expanding stopped before the end of the stream.
  enum Stop: Error {
    /// The output is full.
    case full
    /// The input ends inside the stream.
    case truncated
    /// The input is not a DEFLATE stream.
    case malformed
  }

  private let input: UnsafeRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer
  /// How many bytes of the output are filled.
  private(set) var written: Int
  private var position: Int
  /// Bits taken from the input and not used yet, the next one lowest.
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// Reads `input` from `position` on and writes to `output` from `written` on.
  init(
    _ input: UnsafeRawBufferPointer, from position: Int,
    into output: UnsafeMutableRawBufferPointer, at written: Int
  ) {
    self.input = input
    self.position = position
    self.output = output
    self.written = written
  }

  /// Expands all blocks and returns the place in the input after them.
  mutating func run() throws(Stop) -> Int {
    let start = written
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try expand(HuffmanCode.fixedLiterals, HuffmanCode.fixedDistances, from: start)
      case 2:
        let (literals, distances) = try readCodes()
        try expand(literals, distances, from: start)
      default: throw .malformed
      }
    }
    return position - bitCount / 8
  }

  private mutating func copyStored() throws(Stop) {
    _ = try take(bitCount % 8)
    let length = try take(16)
    guard try take(16) == ~length & 0xFFFF else { throw .malformed }
    for _ in 0..<length { try write(UInt8(take(8))) }
  }

  /// The order in which the lengths of the code-length code are stored (RFC 1951, 3.2.7).
  private static let lengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func readCodes() throws(Stop) -> (HuffmanCode?, HuffmanCode?) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw .malformed }
    var lengths = [UInt8](repeating: 0, count: 19)
    for place in Self.lengthOrder.prefix(lengthCount) { lengths[place] = UInt8(try take(3)) }
    guard let code = HuffmanCode(lengths: lengths[...]) else { throw .malformed }
    let all = try readLengths(literalCount + distanceCount, code)
    guard all[256] > 0 else { throw .malformed }
    return (
      HuffmanCode(lengths: all[..<literalCount]), HuffmanCode(lengths: all[literalCount...])
    )
  }

  /// Code lengths, where 16 repeats the last one and 17 and 18 stand for runs of zeros.
  private mutating func readLengths(
    _ count: Int, _ code: HuffmanCode
  ) throws(Stop) -> [UInt8] {
    var lengths: [UInt8] = []
    while lengths.count < count {
      let symbol = try code.entries.withUnsafeBufferPointer { entries throws(Stop) in
        try decode(entries, code.width)
      }
      let (length, times): (UInt8, Int)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .malformed }
        (length, times) = (last, try take(2) + 3)
      case 17: (length, times) = (0, try take(3) + 3)
      case 18: (length, times) = (0, try take(7) + 11)
      default: (length, times) = (UInt8(symbol), 1)
      }
      lengths += [UInt8](repeating: length, count: times)
    }
    guard lengths.count == count else { throw .malformed }
    return lengths
  }

  private mutating func expand(
    _ literals: HuffmanCode?, _ distances: HuffmanCode?, from start: Int
  ) throws(Stop) {
    guard let literals, let distances else { throw .malformed }
    try literals.entries.withUnsafeBufferPointer { literalEntries throws(Stop) in
      try distances.entries.withUnsafeBufferPointer { distanceEntries throws(Stop) in
        while true {
          let symbol = try decode(literalEntries, literals.width)
          if symbol < 256 {
            try write(UInt8(symbol))
          } else if symbol == 256 {
            return
          } else {
            guard symbol <= 285 else { throw Stop.malformed }
            let length = try readLength(symbol - 257)
            let distance = try readDistance(decode(distanceEntries, distances.width))
            try copy(length, back: distance, from: start)
          }
        }
      }
    }
  }

  /// Lengths 3…258 in groups of four codes per extra bit; the last code is 258 itself.
  private mutating func readLength(_ code: Int) throws(Stop) -> Int {
    if code < 8 { return code + 3 }
    if code == 28 { return 258 }
    let extra = code / 4 - 1
    return (4 + code % 4) << extra + 3 + (try take(extra))
  }

  /// Distances 1…32768 in groups of two codes per extra bit.
  private mutating func readDistance(_ code: Int) throws(Stop) -> Int {
    guard code < 30 else { throw .malformed }
    if code < 4 { return code + 1 }
    let extra = code / 2 - 1
    return (2 + code % 2) << extra + 1 + (try take(extra))
  }

  private mutating func copy(_ length: Int, back distance: Int, from start: Int) throws(Stop) {
    guard distance <= written - start else { throw .malformed }
    for _ in 0..<length { try write(output[written - distance]) }
  }

  private mutating func write(_ byte: UInt8) throws(Stop) {
    guard written < output.count else { throw .full }
    output[written] = byte
    written += 1
  }

  private mutating func decode(
    _ entries: UnsafeBufferPointer<UInt16>, _ width: Int
  ) throws(Stop) -> Int {
    if bitCount < width { refill() }
    let entry = Int(entries[Int(truncatingIfNeeded: bits) & (1 << width - 1)])
    let length = entry & 15
    guard length > 0 else { throw bitCount < width ? .truncated : .malformed }
    guard length <= bitCount else { throw .truncated }
    bits >>= UInt64(length)
    bitCount -= length
    return entry >> 4
  }

  private mutating func take(_ count: Int) throws(Stop) -> Int {
    if bitCount < count { refill() }
    guard count <= bitCount else { throw .truncated }
    defer {
      bits >>= UInt64(count)
      bitCount -= count
    }
    return Int(truncatingIfNeeded: bits) & (1 << count - 1)
  }

  /// Takes whole bytes until fewer than eight bits are free.
  ///
  /// Eight bytes are loaded at once where there are as many; bits beyond `bitCount` are then
  /// already those that the next load brings.
  private mutating func refill() {
    if position + 8 <= input.count {
      let word = input.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      bits |= UInt64(littleEndian: word) << UInt64(bitCount)
      let taken = (63 - bitCount) / 8
      position += taken
      bitCount += 8 * taken
    } else {
      bits &= 1 << UInt64(bitCount) - 1
      while bitCount <= 55, position < input.count {
        bits |= UInt64(input[position]) << UInt64(bitCount)
        position += 1
        bitCount += 8
      }
    }
  }
}
