/// A small picture as a PNG file, uncompressed inside (stored deflate blocks): examples are a few
/// hundred pixels, and fixed bytes matter more here than small ones.
package func png(_ picture: Picture) -> [UInt8] {
  let rowBytes = picture.width * picture.channels
  var scanlines: [UInt8] = []
  for row in 0..<picture.height {
    scanlines.append(0)
    scanlines += picture.pixels[row * rowBytes..<(row + 1) * rowBytes]
  }
  let colourType: UInt8 = picture.channels == 3 ? 2 : 0
  let header = bigEndian(picture.width) + bigEndian(picture.height) + [8, colourType, 0, 0, 0]
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", header) + chunk("IDAT", stored(scanlines)) + chunk("IEND", [])
}

/// A zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = [0x78, 0x01]
  var start = 0
  repeat {
    let end = min(start + 0xFFFF, bytes.count)
    let length = UInt16(end - start)
    let isLast: UInt8 = end == bytes.count ? 1 : 0
    stream += [isLast, UInt8(length & 0xFF), UInt8(length >> 8)]
    stream += [UInt8(~length & 0xFF), UInt8(~length >> 8)]
    stream += bytes[start..<end]
    start = end
  } while start < bytes.count
  return stream + bigEndian(Int(adler32(bytes)))
}

private func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
  let named = Array(name.utf8) + payload
  return bigEndian(payload.count) + named + bigEndian(Int(crc32(named)))
}

private func bigEndian(_ value: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// The check sum of PNG chunks (ISO 3309).
package func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
      sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
    }
  }
}

/// The check sum of zlib streams (RFC 1950).
package func adler32(_ bytes: [UInt8]) -> UInt32 {
  var low: UInt32 = 1
  var high: UInt32 = 0
  for byte in bytes {
    low = (low + UInt32(byte)) % 65521
    high = (high + low) % 65521
  }
  return high << 16 | low
}
