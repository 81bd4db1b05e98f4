import Pipeline

/// What is known of an artifact that is there or will be.
struct ExpectedArtifact {
  var shape: Shape
  var bytes: Int

  init(_ artifact: StoredArtifact) { (shape, bytes) = (artifact.shape, artifact.bytes) }

  init(_ shape: Shape, of node: PlannedNode) {
    self.shape = shape
    bytes = node.stage.artifact.bytes(of: shape) ?? 0
  }
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
      bytes += artifact.bytes
    }
    for setting in node.prepared.settings {
      setting.text.forEachFile { bytes += files[$0]?.bytes ?? 0 }
    }
    return InputShapes(shapes, bytes: bytes, open: open)
  }
}
