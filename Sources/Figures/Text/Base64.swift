/// Base64 (RFC 4648, section 4, with padding).
package func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = (0..<3).reduce(UInt32(0)) { bits, place in
      let byte = place < group.count ? group[start + place] : 0
      return bits << 8 | UInt32(byte)
    }
    for place in 0..<4 {
      let sextet = Int(bits >> UInt32(18 - 6 * place)) & 63
      text.append(place <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
