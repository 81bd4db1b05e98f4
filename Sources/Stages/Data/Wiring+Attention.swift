public import Pipeline

/// Test rows attend to training rows, never to each other, so a node of test rows must name its
/// context. These rules see wiring only: they hold for every number of layers, 0 included.
extension Wiring {
  private static let attentionStages: Set = ["LinAttnTransform", "SoftmaxAttnTransform"]

  private var isAttention: Bool { Self.attentionStages.contains(stage) }

  /// The fault of an attention stage whose rows were made with other rows' constants (`like`) and
  /// which does not name its context.
  public var contextFault: SettingFault? {
    guard isAttention, !isWired("context"), isMadeWithLike else { return nil }
    return SettingFault(
      "must be named, as these rows were made with like and are no training rows; "
        + "wire the training rows before attention",
      port: "context")
  }

  /// The fault of rows at `port` that attend to each other, where they serve as queries.
  public func contextFault(at port: String) -> SettingFault? {
    var node = upstream(port)
    while let here = node, here.isAttention {
      if !here.isWired("context") {
        return SettingFault(
          "attends to itself, but test rows attend to training rows; "
            + "wire context of its \(here.stage)",
          port: port)
      }
      node = here.upstream("data")
    }
    return nil
  }

  /// Constants are chosen where pixels become rows; attention keeps those of its data.
  private var isMadeWithLike: Bool {
    var node = self
    while node.isAttention, let before = node.upstream("data") { node = before }
    return node.isWired("like")
  }
}
