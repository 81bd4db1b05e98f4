package import Pipeline

/// One question of a plan, under all the names that the manifest has for it.
package struct PlannedNode: Sendable, Identifiable {
  /// The position in the plan; what a node reads has a smaller one.
  package let id: Int
  /// The names, the first declared one first; variants with equal plan keys are one node.
  package internal(set) var names: [NodeName]
  package let stage: StageType
  package let prepared: PreparedStage
  package let inputs: [PlannedInput]
  package let planKey: Digest
  /// The time limit in seconds.
  package internal(set) var timeout: Double?
  /// Where the node is declared.
  package let place: Place
  /// What a run will do about it.
  package internal(set) var decision: Decision
  /// Whether the targets ask for it: it is one, or something that must run reads it.
  package internal(set) var isNeeded: Bool
  /// How long it took the last time.
  package internal(set) var expectedSeconds: Double?

  /// The name that messages use.
  package var name: NodeName { names[0] }

  /// The record that makes the node a hit.
  package var record: Record? {
    if case .hit(let record) = decision { record } else { nil }
  }
}

/// A node's name in the manifest together with the variant.
package struct NodeName: Hashable, Sendable, CustomStringConvertible {
  package var name: String
  package var labels: [Label]

  package init(_ name: String, labels: [Label] = []) {
    self.name = name
    self.labels = labels
  }

  /// As a reference is written: `flips[arch=2L-ReLU,seed=1]`.
  package var description: String {
    guard !labels.isEmpty else { return name }
    return name + "[" + labels.map { "\($0.axis)=\($0.value)" }.joined(separator: ",") + "]"
  }
}

/// One wire of a node.
package struct PlannedInput: Hashable, Sendable {
  package var port: String
  /// The id of the node behind it.
  package var node: Int
  /// The sweep labels of the variant, for ports that take them.
  package var labels: [Label]
}
