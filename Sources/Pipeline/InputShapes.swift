/// The sizes of a node's inputs: as they are once computed, or as they are foretold before anything runs.
public struct InputShapes: Sendable {
  private let shapes: [String: [Shape]]
  /// The bytes of all inputs and input files together.
  public let bytes: Int
  private let opener: @Sendable (InputFile) -> (any Bytes)?

  /// Shapes by port, in list order; `open` gives the content of a file that a setting names, for sizes that its header tells.
  public init(
    _ shapes: [String: [Shape]], bytes: Int,
    open: @escaping @Sendable (InputFile) -> (any Bytes)? = { _ in nil }
  ) {
    self.shapes = shapes
    self.bytes = bytes
    opener = open
  }

  /// A size of the first artifact at `port`, 0 when it is not wired.
  public subscript(port: some InputPort, size: String) -> Int { self[port]?[size] ?? 0 }

  /// The sizes of the first artifact at `port`, `nil` when it is not wired.
  public subscript(port: some InputPort) -> Shape? {
    shapes[port.name]?.first ?? port.fallback.flatMap { shapes[$0]?.first }
  }

  /// The content of a file that a setting names, where it can be had.
  public func open(_ file: InputFile) -> (any Bytes)? { opener(file) }
}
