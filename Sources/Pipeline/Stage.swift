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
  /// The sizes of what a run will yield, under the names that the artifact's own `shape` has, as far as settings and the
  /// sizes of the inputs tell; `nil` where only the run itself can.
  ///
  /// Nobody plans by the sizes of tables, figures and pages: for those no sizes are said.
  func shape(_ inputs: InputShapes) -> Shape?
  /// How much a run has to do, from which a forecast makes seconds; half or twice of it is good enough.
  func work(_ inputs: InputShapes) -> Work
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
  /// No sizes where the kind is small whatever they are, and otherwise not known.
  public func shape(_ inputs: InputShapes) -> Shape? { Output.bytes(of: [:]) == nil ? nil : [:] }
  /// The inputs read, turned into something and written, once each.
  public func work(_ inputs: InputShapes) -> Work { .passes(3, over: inputs.bytes) }
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
