import Pipeline
import Stages
import Testing

@Suite struct GunzipTests {
  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

  /// What gzip made of `dynamicText`, one block with codes of its own.
  private static let dynamic = bytes(
    """
    1f8b08000000000002031590890dc4200c045b99d60c84402ee17fda3f23ad2c61afccac11c158dc856ff4c1dae72993
    5ac8f9e85e3c9ead1dc1276a6464ba21377e0bd77902f1e69bb4811b446159ac417e7c42face745dcc8be8482f4b885a
    27a39daa720d2b4827a9bf103db613124e195eae4eab4c55233c9840ed38e1b2ec8b340f9ef7dc8157c801f3b012af23
    ffb8025d7815efe6eea7ff35b266ac2772ca2c435c07bef443687e48a5e84dcc3198827b709957f34eac4e3346bffbd8
    1adf603e7ae4d625839f86ca5447f127a0329b49f2ac45f638874d445db8199dbdcef576a6343e4bf00c39e63f9aa50b
    d290010000
    """)
  private static let dynamicText: [UInt8] = (0..<400).map { (i: Int) -> UInt8 in
    let letter: Int = (i * i) / (7 + i % 11) % 23
    return i % 3 == 0 ? 32 : UInt8(97 + letter)
  }

  private static let text = Array(
    String(repeating: "hello hello hello hello, malleus! ", count: 3).utf8)
  private static let fixed = bytes(
    "1f8b0800000000000203cb48cdc9c957c84027751472137372524b8b1531e5c8500100262e6e1866000000")
  private static let stored = bytes(
    "1f8b0800000000000403010c00f3ff73746f7265642062797465737877a60f0c000000")
  private static let named = bytes(
    "1f8b08080000000002ff6e616d652e747874004b4c4a0600c241243503000000")

  static let files: [(file: [UInt8], content: [UInt8])] = [
    (dynamic, dynamicText), (fixed, text), (stored, Array("stored bytes".utf8)),
    (named, Array("abc".utf8)), (named + stored, Array("abcstored bytes".utf8)),
  ]

  @Test(arguments: files.indices)
  func `all kinds of blocks and several members are expanded`(index: Int) throws {
    let (file, content) = Self.files[index]
    #expect(Gunzip.recognizes(file))
    #expect(try Gunzip.content(of: file, atMost: content.count) == content)
    #expect(try Gunzip.prefix(2, of: file) == Array(content.prefix(2)))
    #expect(try Gunzip.prefix(1000, of: file) == content)
  }

  @Test(arguments: files.indices)
  func `a cut is noticed`(index: Int) {
    let (file, content) = Self.files[index]
    let cuts =
      Array(1..<20) + Array(stride(from: 20, to: file.count - 8, by: 7))
      + Array(file.count - 8..<file.count)
    for count in cuts where !(index == 4 && count == Self.named.count) {
      #expect(throws: FormatFault.self, "\(count) of \(file.count)") {
        try Gunzip.content(of: Array(file.prefix(count)), atMost: content.count)
      }
    }
  }

  @Test(arguments: files.indices)
  func `a flipped bit of the data is noticed`(index: Int) {
    let (file, content) = Self.files[index]
    for place in stride(from: 10 * 8, to: file.count * 8, by: 37) {
      var damaged = file
      damaged[place / 8] ^= 1 << (place % 8)
      let expanded = try? Gunzip.content(of: damaged, atMost: content.count)
      #expect(expanded == nil || expanded == content, "bit \(place)")
    }
  }

  @Test func `a small file that expands a thousandfold is stopped at the limit`() throws {
    let bomb =
      Self.bytes("1f8b0800000000000203edc13101000000c2a0f5") + Self.bytes("4f6d085fa0")
      + [UInt8](repeating: 0, count: 1014) + Self.bytes("00003e031cea38a700001000")
    let fault = #expect(throws: FormatFault.self) { try Gunzip.content(of: bomb, atMost: 1000) }
    #expect(fault?.cause == "it holds more than the 1000 bytes expected")
    #expect(try Gunzip.content(of: bomb, atMost: 1 << 40).count == 1 << 20)
  }

  @Test func `something after the last member is refused`() {
    let fault = #expect(throws: FormatFault.self) {
      try Gunzip.content(of: Self.named + [1, 2, 3], atMost: 100)
    }
    #expect(fault?.cause == "something follows the gzip data")
  }
}
