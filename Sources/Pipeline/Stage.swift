/// One step of an experiment: a value whose properties are its settings.
///
/// A stage answers one question from its inputs and settings alone. It opens no file, reads
/// no clock and draws no global random number; progress and cancellation go through the
/// context. Adding one is a file with this type and a line in the catalog.
public protocol Stage: SettingHolder {
  /// The kind of artifact it yields.
  associatedtype Output: Artifact

  /// The name used in manifests; by default the type's name.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// Raised whenever the answer changes for the same question.
  static var version: Int { get }
  /// Where the definition comes from: a section of the paper, an article.
  static var source: String { get }
  /// The ports, in the order that enters the key.
  static var inputs: [any InputPort] { get }
  /// The settings, in the order `malleus stages` lists them.
  static var settings: [Setting<Self>] { get }
  /// Whether the settings of everything upstream reach the stage, and so enter its key.
  static var wantsLineage: Bool { get }
  /// Whether the manifest names the ports, and settings the kind that is yielded, as for programs of other languages.
  static var isOpen: Bool { get }
  /// A smallest run that the contract tests perform.
  static func example() throws(StageError) -> StageExample

  /// The kind that is yielded with these settings; that of `Output` unless the stage is open.
  var yields: String { get }
  /// What settings and wiring together get wrong, beyond what each setting checks itself.
  func faults(_ wiring: Wiring) -> [SettingFault]
  /// The bytes of memory a run will need at most, given the sizes of its inputs.
  ///
  /// Runs are planned by it and print what a stage used beside it. Pages of mapped inputs count
  /// while they are resident, the process's own code does not.
  func memory(_ inputs: InputShapes) -> Int
  /// Computes the answer.
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Output
}

extension Stage {
  public static var name: String { String(describing: Self.self) }
  public static var source: String { "" }
  public static var inputs: [any InputPort] { [] }
  public static var settings: [Setting<Self>] { [] }
  public static var wantsLineage: Bool { false }
  public static var isOpen: Bool { false }
  public var yields: String { Output.kind }
  public func faults(_ wiring: Wiring) -> [SettingFault] { [] }
  /// Twice the inputs and 64 MiB: right for stages that copy what they read once.
  public func memory(_ inputs: InputShapes) -> Int { 2 * inputs.bytes + 64 << 20 }
}

/// What a stage can be run on in the contract tests: settings, inputs and the files they name.
public struct StageExample: Sendable {
  /// Settings that differ from the defaults.
  public var settings: [NamedSetting]
  /// The wired inputs.
  public var inputs: Inputs
  /// Content of files, by the path that a setting gives.
  public var files: [String: [UInt8]]

  /// An example.
  public init(
    settings: [NamedSetting] = [], inputs: Inputs = Inputs(), files: [String: [UInt8]] = [:]
  ) {
    self.settings = settings
    self.inputs = inputs
    self.files = files
  }
}

/// The sizes of a node's inputs, known once they are computed and before the node runs.
public struct InputShapes: Sendable {
  private let shapes: [String: [Shape]]
  /// The bytes of all inputs and input files together.
  public let bytes: Int

  /// Shapes by port, in list order.
  public init(_ shapes: [String: [Shape]], bytes: Int) {
    self.shapes = shapes
    self.bytes = bytes
  }

  /// A size of the first artifact at `port`, 0 when it is not wired.
  public subscript(port: some InputPort, size: String) -> Int {
    shapes[port.name]?.first?[size] ?? port.fallback.flatMap { shapes[$0]?.first?[size] } ?? 0
  }
}
