import Figures
import Foundation
import Testing

@Suite struct PictureTests {
  @Test(arguments: 0..<10)
  func `base64 agrees with Foundation for every remainder`(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 83 + 7) }
    #expect(base64(bytes) == Data(bytes).base64EncodedString())
  }

  @Test func `check sums have their published values`() {
    #expect(crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
  }

  /// Sums that zlib computes for the bytes (37i + 11) mod 256.
  static let sums: [(length: Int, crc: UInt32, adler: UInt32)] = [
    (0, 0x0000_0000, 0x0000_0001),
    (1, 0x45D0_3605, 0x000C_000C),
    (255, 0x6626_D95D, 0x1F30_7E9B),
    (5552, 0x3415_96FF, 0x6B2C_CC6F),
    (5553, 0x38E3_BD22, 0x3825_CCEA),
    (70000, 0xDF30_2204, 0xE9E5_36B1),
  ]

  @Test(arguments: sums)
  func `check sums agree with zlib`(length: Int, crc: UInt32, adler: UInt32) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    #expect(crc32(bytes) == crc)
    #expect(adler32(bytes) == adler)
  }

  @Test(arguments: [1, 3], [1, 28, 160])
  func `a picture keeps its pixels in stored blocks of a valid size`(channels: Int, side: Int) {
    let pixels = (0..<side * side * channels).map { UInt8($0 % 251) }
    let file = png(Picture(width: side, height: side, pixels: pixels))
    #expect(file.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(file[16..<24] == [0, 0, 0, UInt8(side), 0, 0, 0, UInt8(side)])
    #expect(file[25] == (channels == 3 ? 2 : 0))
    let scanlines = unpacked(Array(file[43...]))
    let rows = (0..<side).flatMap { row -> ArraySlice<UInt8> in
      scanlines[(row * (side * channels + 1) + 1)..<((row + 1) * (side * channels + 1))]
    }
    #expect(rows == pixels)
  }

  /// The bytes of stored deflate blocks.
  private func unpacked(_ stream: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = 0
    var isLast = false
    while !isLast {
      isLast = stream[place] == 1
      let length = Int(stream[place + 1]) | Int(stream[place + 2]) << 8
      #expect(stream[place + 1] ^ stream[place + 3] == 0xFF)
      bytes += stream[(place + 5)..<(place + 5 + length)]
      place += 5 + length
    }
    return bytes
  }
}
