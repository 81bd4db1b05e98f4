/// What a run will do about a node.
package enum Decision: Sendable {
  /// The answer is known.
  case hit(Record)
  /// It runs.
  case run(Reason)
  /// It runs unless what it reads comes out as it was when the answer was stored.
  case runUnlessInputsSame(Reason)
  /// Another node of this id runs and asks the same of the same inputs.
  case sameQuestion(as: Int)

  package var isHit: Bool {
    if case .hit = self { true } else { false }
  }

  /// The first part of the question that is not as it was.
  package var reason: Reason? {
    switch self {
    case .run(let reason), .runUnlessInputsSame(let reason): reason
    case .hit, .sameQuestion: nil
    }
  }
}

/// Why a node is not a hit.
package enum Reason: Hashable, Sendable, CustomStringConvertible {
  /// The journal does not know the node.
  case new
  case stage(old: String, new: String)
  case version(old: Int, new: Int)
  /// A setting's text; `nil` when it takes no part.
  case setting(String, old: String?, new: String?)
  /// The content of a file, by its last path component.
  case file(String)
  case backend(old: String, new: String)
  /// Other ports are wired, or lists of another length.
  case wiring(port: String)
  case labels(port: String)
  /// A port gets another artifact.
  case input(port: String)
  /// A port's artifact is not known before the node of this name has run.
  case inputRuns(port: String, node: String)
  /// The settings of something upstream.
  case lineage
  /// Nothing has changed, but the store does not have the answer.
  case missing

  /// As `plan` prints it.
  package var description: String {
    switch self {
    case .new: "new"
    case .stage(let old, let new): "stage \(old) → \(new)"
    case .version(let old, let new): "stage version \(old) → \(new)"
    case .setting(let name, let old, let new): "\(name) \(old ?? "(none)") → \(new ?? "(none)")"
    case .file(let name): "file \(name) changed"
    case .backend(let old, let new): "numeric backend \(old) → \(new)"
    case .wiring(let port): "input \(port): wired differently"
    case .labels(let port): "input \(port): other labels"
    case .input(let port): "input \(port): another artifact"
    case .inputRuns(let port, let node): "input \(port): \(node) runs"
    case .lineage: "settings upstream changed, or what stages say of them"
    case .missing: "the stored result is gone"
    }
  }
}
