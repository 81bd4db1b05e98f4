/// How a node is wired, as far as checks before a run may look: stages and ports upstream,
/// never artifacts.
public struct Wiring: Sendable {
  /// The stage's name.
  public let stage: String
  /// The ports that are wired, with the nodes behind them in list order.
  public let ports: [String: [Wiring]]

  /// A wiring.
  public init(stage: String, ports: [String: [Wiring]] = [:]) {
    self.stage = stage
    self.ports = ports
  }

  /// Whether something is wired to the port called `name`.
  public func isWired(_ name: String) -> Bool { ports[name] != nil }

  /// The node behind the port called `name` (the first, for lists).
  public func upstream(_ name: String) -> Wiring? { ports[name]?.first }
}
