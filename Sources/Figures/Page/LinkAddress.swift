/// Decides which addresses a page may link to.
enum LinkAddress {
  private static let schemes = ["http", "https", "mailto"]

  /// The address when it is relative or of a harmless scheme; none otherwise.
  ///
  /// The list names what is allowed, so `javascript:` in any spelling is not.
  static func safe(_ address: String) -> String? {
    // By scalars, as a browser reads it: a colon with an accent on it is still a colon.
    let scalars = address.unicodeScalars
    let isPlain = scalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" }
    guard !scalars.isEmpty, isPlain, !scalars.starts(with: "//".unicodeScalars) else { return nil }
    let beforePath = scalars.prefix { !"/?#".unicodeScalars.contains($0) }
    guard let colon = beforePath.firstIndex(of: ":") else { return address }
    return schemes.contains(String(beforePath[..<colon]).lowercased()) ? address : nil
  }
}
