/// Decides which addresses a page may link to.
enum LinkAddress {
  private static let schemes = ["http", "https", "mailto"]

  /// The address when it is relative or of a harmless scheme; none otherwise.
  ///
  /// The list names what is allowed, so `javascript:` in any spelling is not.
  static func safe(_ address: String) -> String? {
    let isPlain = address.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    guard !address.isEmpty, isPlain, !address.hasPrefix("//"), !address.contains("\\") else {
      return nil
    }
    let beforePath = address.prefix { !"/?#".contains($0) }
    guard let colon = beforePath.firstIndex(of: ":") else { return address }
    return schemes.contains(beforePath[..<colon].lowercased()) ? address : nil
  }
}
