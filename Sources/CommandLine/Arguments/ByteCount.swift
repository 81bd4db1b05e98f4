/// Numbers of bytes as people write and read them; K, M, G and T are powers of 1024.
package enum ByteCount {
  /// Reads `8G`, `1.5g`, `512M` or a plain number of bytes.
  package static func parse(_ text: String) -> Int? {
    let shifts: [Character: Int] = ["k": 10, "m": 20, "g": 30, "t": 40]
    var digits = text.lowercased()[...]
    if digits.hasSuffix("b") { digits = digits.dropLast() }
    if digits.hasSuffix("i") { digits = digits.dropLast() }
    let shift = digits.last.flatMap { shifts[$0] }
    if shift != nil { digits = digits.dropLast() }
    guard digits.allSatisfy({ $0.isNumber || $0 == "." }), let number = Double(digits) else {
      return nil
    }
    let bytes = number * Double(1 << (shift ?? 0))
    return bytes >= 1 && bytes < 0x1p62 ? Int(bytes) : nil
  }

  /// Writes `1.5 GiB`, `312 B`.
  package static func text(_ bytes: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return unit == 0 || value >= 100
      ? "\(Int(value.rounded())) \(units[unit])"
      : "\((value * 10).rounded() / 10) \(units[unit])"
  }
}
