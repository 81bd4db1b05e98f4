public import Pipeline

extension Catalog {
  /// The stages of this package: one line each, sorted by name.
  public static let malleus = Catalog([])
}
