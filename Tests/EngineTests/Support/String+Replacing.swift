extension String {
  /// The text with the first occurrence of `old` replaced.
  func replacing(_ old: String, _ new: String) -> String {
    split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: new)
  }
}
