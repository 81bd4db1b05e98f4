/// What the planner knows of a port: its name, the kind it takes, and how many.
public protocol InputPort: Sendable {
  /// The name used in manifests.
  var name: String { get }
  /// What the input is for, in one phrase.
  var summary: String { get }
  /// The kind of artifact that fits.
  var kind: String { get }
  /// How many artifacts the port takes.
  var arity: Arity { get }
  /// The port whose input is taken when this one is not wired.
  var fallback: String? { get }
  /// Whether sweep labels of the inputs reach the stage, and so enter its key.
  var takesLabels: Bool { get }
  /// Whether an artifact of the kind called `kind` fits.
  func accepts(_ kind: String) -> Bool
}

/// How many artifacts a port takes.
public enum Arity: Hashable, Sendable {
  /// Exactly one.
  case one
  /// One or none.
  case optional
  /// A list of at least one.
  case list
}

extension InputPort {
  /// No other port stands in.
  public var fallback: String? { nil }
  /// Labels stay out of the key.
  public var takesLabels: Bool { false }
  /// The port's own kind and no other.
  public func accepts(_ kind: String) -> Bool { kind == self.kind }
}

/// A port that takes exactly one artifact of kind `Value`.
public struct Port<Value: Artifact>: InputPort {
  public let name: String
  public let summary: String
  public private(set) var fallback: String?

  /// A required port.
  public init(_ name: String, _ summary: String = "") {
    self.name = name
    self.summary = summary
  }

  public var kind: String { Value.kind }
  public var arity: Arity { .one }

  /// The same port, taking what `other` takes when it is not wired itself.
  public func defaulting(to other: Port<Value>) -> Port<Value> {
    var copy = self
    copy.fallback = other.name
    return copy
  }

  /// The same port, which may be left unwired.
  public var optional: OptionalPort<Value> { OptionalPort(name, summary) }
}

/// A port that may be left unwired.
public struct OptionalPort<Value: Artifact>: InputPort {
  public let name: String
  public let summary: String

  /// An optional port.
  public init(_ name: String, _ summary: String = "") {
    self.name = name
    self.summary = summary
  }

  public var kind: String { Value.kind }
  public var arity: Arity { .optional }
}

/// A port that takes a list of artifacts, each with the sweep labels it came from.
public struct ListPort<Value: Artifact>: InputPort {
  public let name: String
  public let summary: String
  public let takesLabels: Bool
  private let mayBeEmpty: Bool

  /// A list port; `takesLabels` makes the sweep labels part of the question.
  public init(
    _ name: String, _ summary: String = "", takesLabels: Bool = false, mayBeEmpty: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.takesLabels = takesLabels
    self.mayBeEmpty = mayBeEmpty
  }

  public var kind: String { Value.kind }
  public var arity: Arity { .list }
  /// Whether the list may be left out altogether.
  public var isRequired: Bool { !mayBeEmpty }
}

/// A port that the manifest names, for stages that are open; it takes one artifact of any kind.
public struct OpenPort: InputPort {
  public let name: String

  /// A port called `name`.
  public init(_ name: String) { self.name = name }

  public var summary: String { "named by the manifest" }
  public var kind: String { "any kind" }
  public var arity: Arity { .one }
  public func accepts(_ kind: String) -> Bool { true }
}

extension InputPort {
  /// Whether a plan without this port is an error.
  public var mustBeWired: Bool {
    switch arity {
    case .one: fallback == nil
    case .optional: false
    case .list: (self as? any RequirableList)?.isRequired ?? true
    }
  }
}

/// Lets `mustBeWired` ask a list port of any kind.
private protocol RequirableList { var isRequired: Bool { get } }
extension ListPort: RequirableList {}
