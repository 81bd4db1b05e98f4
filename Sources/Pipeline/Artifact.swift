/// What a stage yields and another consumes: a value that is stored as a folder of parts.
///
/// Parts are in formats that other tools read (NPY, CSV, JSON, SVG, HTML). Nothing in
/// them may differ between two runs of the same question: no time, host, path or node name.
public protocol Artifact: Sendable {
  /// The kind's name, as ports and `malleus stages` print it.
  static var kind: String { get }

  /// The sizes that memory estimates and progress lines need, such as `rows` and `columns`.
  var shape: Shape { get }

  /// About how many bytes an artifact of these sizes takes, before there is one; `nil` where they do not tell.
  ///
  /// A kind that is small whatever its sizes are answers for no sizes too.
  static func bytes(of shape: Shape) -> Int?

  /// Decodes an artifact from its stored parts.
  init(parts: Parts) throws(StageError)

  /// The parts to store, in a fixed order.
  func parts() throws(StageError) -> [Part]
}

extension Artifact {
  /// Sizes do not tell.
  public static func bytes(of shape: Shape) -> Int? { nil }
}

/// Named sizes of an artifact, small enough to live in its record.
public typealias Shape = [String: Int]

/// One file of an artifact's folder.
public struct Part: Sendable {
  /// The file's name, such as `matrix.npy`.
  public let name: String
  /// The content, in pieces that are written one after the other.
  public let pieces: [any Bytes]

  /// A part made of `pieces`.
  public init(_ name: String, _ pieces: [any Bytes]) {
    self.name = name
    self.pieces = pieces
  }

  /// A part that holds `text` as UTF-8.
  public init(_ name: String, text: String) {
    self.init(name, [Array(text.utf8)])
  }

  /// The number of bytes.
  public var count: Int { pieces.reduce(0) { $0 + $1.count } }

  /// The content in one piece.
  public var joined: any Bytes {
    pieces.count == 1 ? pieces[0] : pieces.flatMap(\.array)
  }
}

/// The stored parts of one artifact, by name.
public struct Parts: Sendable {
  private let contents: [String: any Bytes]

  /// Parts from pairs of name and content.
  public init(_ contents: [String: any Bytes]) {
    self.contents = contents
  }

  /// What `artifact` would be read back from; used by tests and in-process runs.
  public init(of artifact: some Artifact) throws(StageError) {
    var contents: [String: any Bytes] = [:]
    for part in try artifact.parts() { contents[part.name] = part.joined }
    self.init(contents)
  }

  /// The names of all parts, sorted.
  public var names: [String] { contents.keys.sorted() }

  /// Whether there is a part called `name`.
  public func contains(_ name: String) -> Bool { contents[name] != nil }

  /// The content of the part called `name`.
  public func bytes(_ name: String) throws(StageError) -> any Bytes {
    guard let bytes = contents[name] else {
      throw .damaged(part: name, cause: "the artifact has no part of this name")
    }
    return bytes
  }
}
