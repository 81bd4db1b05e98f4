internal import Pipeline

extension Artifact {
  /// A matrix of doubles with a label and an id a row.
  static func bytes(ofRows shape: Shape) -> Int? {
    guard let rows = shape["rows"], let columns = shape["columns"] else { return nil }
    return 8 * rows * columns + 12 * rows
  }
}
