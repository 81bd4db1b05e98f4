import CKernels
import Testing

@Suite struct `SHA-256` {
  static let available = [MALLEUS_SHA256_PORTABLE, MALLEUS_SHA256_X86, MALLEUS_SHA256_ARM]
    .filter { malleus_sha256_available($0) }

  static func digest(
    _ bytes: [UInt8], by variant: malleus_sha256_variant, inPiecesOf size: Int = 1 << 20
  ) -> String {
    var state = malleus_sha256_state()
    malleus_sha256_init_variant(&state, variant)
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = Array(bytes[start..<min(bytes.count, start + size)])
      malleus_sha256_update(&state, piece, piece.count)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    malleus_sha256_final(&state, &digest)
    return digest.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  @Test(
    arguments: available,
    [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func `agrees with the published vectors`(
    variant: malleus_sha256_variant, vector: (text: String, digest: String)
  ) {
    #expect(Self.digest(Array(vector.text.utf8), by: variant) == vector.digest)
  }

  @Test(arguments: available)
  func `agrees with the published vector of a million letters`(variant: malleus_sha256_variant) {
    let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      Self.digest(million, by: variant)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: available)
  func `does not depend on how the bytes arrive`(variant: malleus_sha256_variant) {
    for length in [1, 55, 56, 63, 64, 65, 119, 120, 128, 300] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let whole = Self.digest(bytes, by: MALLEUS_SHA256_PORTABLE)
      for size in [1, 7, 64, 100] {
        #expect(Self.digest(bytes, by: variant, inPiecesOf: size) == whole)
      }
    }
  }

  @Test func `the one-shot call takes the best variant`() {
    let bytes = Array("one shot".utf8)
    var digest = [UInt8](repeating: 0, count: 32)
    malleus_sha256(bytes, bytes.count, &digest)
    let text = digest.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    #expect(text == Self.digest(bytes, by: malleus_sha256_best()))
  }
}
