/// The checksum of gzip (ISO 3309, reflected polynomial EDB88320), eight bytes at a time.
enum CRC32 {
  /// `tables[k][b]`: the effect of byte `b` followed by `k` zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      tables[byte] = (0..<8).reduce(UInt32(byte)) { value, _ in
        value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
      }
    }
    for entry in 256..<8 * 256 {
      let before = tables[entry - 256]
      tables[entry] = before >> 8 ^ tables[Int(before & 255)]
    }
    return tables
  }()

  /// The checksum of `bytes`.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc: UInt32 = ~0
    tables.withUnsafeBufferPointer { tables in
      let whole = bytes.count & ~7
      for offset in stride(from: 0, to: whole, by: 8) {
        var word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        word ^= UInt64(crc)
        crc = 0
        for place in 0..<8 {
          crc ^= tables[(7 - place) * 256 + Int(truncatingIfNeeded: word >> (8 * place)) & 255]
        }
      }
      for offset in whole..<bytes.count {
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[offset])) & 255)]
      }
    }
    return ~crc
  }
}
