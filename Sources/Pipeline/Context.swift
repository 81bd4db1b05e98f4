/// What a running stage may use of the world: cores, files it was given, progress, cancellation.
public struct Context: Sendable {
  /// The settings of everything upstream, for stages that ask for them.
  public let lineage: [LineageEntry]

  private let allowance: @Sendable () -> Int
  private let opener: @Sendable (InputFile) -> Result<any Bytes, StageError>
  private let reporter: @Sendable (Progress) -> Void
  private let canceller: @Sendable () -> Bool
  private let noter: @Sendable (String) -> Void
  private let keeper: @Sendable (String) -> Result<any Checkpoint, StageError>

  /// A context whose hooks are given; stages never make one, executors and tests do.
  public init(
    cores: @escaping @Sendable () -> Int = { 1 },
    lineage: [LineageEntry] = [],
    open: @escaping @Sendable (InputFile) -> Result<any Bytes, StageError> = { file in
      .failure(.unreadable(file: file.path, cause: "no files here", remedy: "give it to the run"))
    },
    report: @escaping @Sendable (Progress) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    note: @escaping @Sendable (String) -> Void = { _ in },
    checkpoint: @escaping @Sendable (String) -> Result<any Checkpoint, StageError> = { _ in
      .success(TransientCheckpoint())
    }
  ) {
    self.allowance = cores
    self.lineage = lineage
    self.opener = open
    self.reporter = report
    self.canceller = isCancelled
    self.noter = note
    self.keeper = checkpoint
  }

  /// How many cores the stage may use at the moment; the answer must not depend on it.
  ///
  /// It changes when other stages start and end beside this one.
  public var cores: Int { allowance() }

  /// The content of a file that a setting names, the same bytes that entered the key.
  public func open(_ file: InputFile) throws(StageError) -> any Bytes {
    try opener(file).get()
  }

  /// Tells how far the stage is: `done` of `total`, in `unit` (such as "epochs").
  public func report(_ done: Int, of total: Int, _ unit: String) {
    reporter(Progress(done: done, total: total, unit: unit))
  }

  /// Whether the run was interrupted.
  public var isCancelled: Bool { canceller() }

  /// Throws when the run was interrupted; call it at least every half second of work.
  public func checkCancellation() throws(StageError) {
    if canceller() { throw .cancelled }
  }

  /// Adds a line to the node's log.
  public func note(_ line: String) { noter(line) }

  /// The records that a killed run of the same question left under `name`, and the place for new ones.
  ///
  /// Also where a stage puts what is too large for memory: records go to disk as they are appended, and a part of the
  /// answer may be made of them. Open each name once in a run; a name is made of small letters, digits and hyphens.
  public func checkpoint(_ name: String) throws(StageError) -> any Checkpoint {
    precondition(
      !name.isEmpty && name.utf8.allSatisfy { $0.isNameByte },
      "a checkpoint cannot be called ‘\(name)’")
    return try keeper(name).get()
  }
}

/// How far a stage is.
public struct Progress: Hashable, Sendable, Codable {
  public var done: Int
  public var total: Int
  public var unit: String

  /// A state of progress.
  public init(done: Int, total: Int, unit: String) {
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// One stage upstream and the settings it ran with; files appear as content digests.
public struct LineageEntry: Hashable, Sendable, Codable {
  public var stage: String
  public var settings: [NamedSetting]

  /// An entry.
  public init(stage: String, settings: [NamedSetting]) {
    self.stage = stage
    self.settings = settings
  }
}

extension UInt8 {
  /// Whether a name on disk may hold this, on every system.
  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
