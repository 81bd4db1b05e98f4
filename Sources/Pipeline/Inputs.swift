/// One sweep variable's value for a node, such as `arch` = `2L-ReLU`.
public struct Label: Hashable, Sendable, Codable {
  /// The sweep variable.
  public var axis: String
  /// The label of its value.
  public var value: String

  /// A label of one axis.
  public init(axis: String, value: String) {
    self.axis = axis
    self.value = value
  }
}

/// An artifact of a list port together with the sweep labels it was computed for.
public struct Labelled<Value: Sendable>: Sendable {
  public let labels: [Label]
  public let value: Value

  /// A value and its labels.
  public init(_ value: Value, labels: [Label] = []) {
    self.labels = labels
    self.value = value
  }
}

/// The artifacts wired to a stage's ports, decoded when they are asked for.
public struct Inputs: Sendable {
  private var wired: [String: [Labelled<Parts>]] = [:]

  /// No inputs.
  public init() {}

  /// Wires stored parts to the port called `name`, in list order.
  public mutating func wire(_ parts: Parts, to name: String, labels: [Label] = []) {
    wired[name, default: []].append(Labelled(parts, labels: labels))
  }

  /// These inputs with `artifact` wired to `port`; for tests and examples.
  public func wiring<Value: Artifact>(
    _ artifact: Value, to port: some InputPort, labels: [Label] = []
  ) throws(StageError) -> Inputs {
    precondition(port.accepts(Value.kind), "\(port.name) takes \(port.kind), not \(Value.kind)")
    var copy = self
    copy.wire(try Parts(of: artifact), to: port.name, labels: labels)
    return copy
  }

  /// The names of the wired ports.
  public var wiredPorts: Set<String> { Set(wired.keys) }

  /// The stored parts at the port called `name`, for stages whose ports the manifest names.
  public func parts(of name: String) -> [Parts] { (wired[name] ?? []).map(\.value) }

  /// The artifact at a required port.
  public subscript<Value: Artifact>(port: Port<Value>) -> Value {
    get throws(StageError) {
      if let parts = wired[port.name]?.first?.value { return try Value(parts: parts) }
      if let other = port.fallback, let parts = wired[other]?.first?.value {
        return try Value(parts: parts)
      }
      throw .unsuitable(port: port.name, cause: "nothing is wired", remedy: "wire a \(Value.kind)")
    }
  }

  /// The artifact at an optional port, or `nil` when nothing is wired.
  public subscript<Value: Artifact>(port: OptionalPort<Value>) -> Value? {
    get throws(StageError) {
      guard let parts = wired[port.name]?.first?.value else { return nil }
      return try Value(parts: parts)
    }
  }

  /// The artifacts at a list port, in the manifest's order.
  public subscript<Value: Artifact>(port: ListPort<Value>) -> [Labelled<Value>] {
    get throws(StageError) {
      var values: [Labelled<Value>] = []
      for item in wired[port.name] ?? [] {
        values.append(Labelled(try Value(parts: item.value), labels: item.labels))
      }
      return values
    }
  }
}
