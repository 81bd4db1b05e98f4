import Pipeline

/// What is known of an artifact that is there or will be.
struct ExpectedArtifact {
  var shape: Shape
  var bytes: Int

  init(_ artifact: StoredArtifact) { (shape, bytes) = (artifact.shape, artifact.bytes) }

  /// What a node will yield; `nil` for sizes that nothing has, whose products no formula could hold.
  init?(_ shape: Shape, of node: PlannedNode) {
    guard shape.values.allSatisfy({ (0...Self.largestSide).contains($0) }) else { return nil }
    self.shape = shape
    bytes = node.stage.artifact.bytes(of: shape) ?? 0
  }

  private static let largestSide = 1 << 28
  /// A pebibyte.
  fileprivate static let mostBytes = 1 << 50
}

extension Plan {
  /// The sizes of what a node reads, or `nil` when those of one input are not known.
  func inputShapes(
    of node: PlannedNode, open: @escaping @Sendable (InputFile) -> (any Bytes)? = { _ in nil },
    artifact: (Int) -> ExpectedArtifact?
  ) -> InputShapes? {
    var shapes: [String: [Shape]] = [:]
    var bytes = 0
    for input in node.inputs {
      guard let artifact = artifact(input.node) else { return nil }
      shapes[input.port, default: []].append(artifact.shape)
      bytes += min(artifact.bytes, ExpectedArtifact.mostBytes)
    }
    for setting in node.prepared.settings {
      setting.text.forEachFile { bytes += files[$0]?.bytes ?? 0 }
    }
    guard bytes <= ExpectedArtifact.mostBytes else { return nil }
    return InputShapes(shapes, bytes: bytes, open: open)
  }
}
