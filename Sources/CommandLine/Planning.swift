internal import Engine
internal import Executors
internal import Glibc
internal import Numerics
internal import Pipeline
internal import Store

/// A manifest, its plan, and the store it was planned against.
struct Planning {
  /// What becomes of a store that does not exist.
  enum StoreUse {
    /// It is made.
    case create
    /// It is an error.
    case require
    /// Nothing is known then.
    case optional
    /// It is not looked at.
    case none
  }

  private(set) var plan: Plan
  /// The store, which a plan without faults makes when it is to be used.
  let store: DiskStore?
  let index: FileIndex
  let journal: JournalFile
  private var request: PlanRequest
  private let planner: Planner

  /// Plans the manifest that the command names.
  init(_ tool: Tool, _ use: StoreUse, targets: [String] = []) throws(ToolFailure) {
    let path = tool.invocation.operands[0]
    let source = try ManifestFile.read(path)
      .mapError { ToolFailure(.machine, "\(path): \($0.cause)") }.get()
    let known = try tool.openStore(use == .create ? .optional : use)
    index = FileIndex(of: known)
    journal = JournalFile(manifest: tool.absolute(path))
    let (parts, files) = (Answers(ManifestFile.read), Answers(index.fingerprint))
    let records = known.map { StoreRecords($0) }
    request = PlanRequest(
      source: source, workingDirectory: tool.folder, overrides: tool.invocation.all(.set),
      profile: tool.invocation[.profile], targets: targets, load: { parts.of($0) },
      fingerprint: { path in
        files.of(path).mapError { FileFault($0.cause + tool.fetchHint(for: path)) }
      },
      knowledge: Self.knowledge(records, try journal.read(from: known)))
    planner = Planner(catalog: tool.catalog, backend: NumericBackend.tag)
    plan = try planner.plan(request).mapError { ToolFailure($0) }.get()
    if let failure = records?.failure { throw ToolFailure(failure) }
    store = known == nil && use == .create ? try tool.openStore(.create) : known
  }

  /// The same files as they were read before, and what the store knows now, for other targets.
  private init(_ former: Planning, targets: [String]) throws(ToolFailure) {
    self = former
    let records = store.map { StoreRecords($0) }
    request.targets = targets
    request.knowledge = Self.knowledge(records, try journal.read(from: store))
    plan = try planner.plan(request).mapError { ToolFailure($0) }.get()
    if let failure = records?.failure { throw ToolFailure(failure) }
  }

  /// The same experiment planned once more, even if its files were edited since.
  func again(targets: [String]) throws(ToolFailure) -> Planning {
    try Planning(self, targets: targets)
  }

  private static func knowledge(_ records: StoreRecords?, _ journal: Journal) -> Knowledge {
    Knowledge(
      record: { records?.recordAlone(for: $0) }, isThere: { records?.isThere($0) ?? false },
      journal: journal)
  }

  /// The one node that the command is about.
  static func single(_ tool: Tool, _ use: StoreUse) throws(ToolFailure) -> (Planning, PlannedNode) {
    let target = tool.invocation.operands[1]
    let planning = try Planning(tool, use, targets: [target])
    let nodes = planning.plan.targets.map { planning.plan.nodes[$0] }
    guard nodes.count != 1 else { return (planning, nodes[0]) }
    let names = nodes.map { "  \($0.name)" }.joined(separator: "\n")
    throw ToolFailure(
      .wrongQuestion, "‘\(target)’ means \(nodes.count) nodes; name one of them:\n\(names)")
  }
}

extension Tool {
  func openStore(_ use: Planning.StoreUse) throws(ToolFailure) -> DiskStore? {
    switch use {
    case .none: return nil
    case .optional: return try storeIfThere()
    case .require: return try requireStore()
    case .create: return try requireStore(creating: true)
    }
  }

  func storeIfThere() throws(ToolFailure) -> DiskStore? {
    do throws(StoreError) {
      return try diskStore(creating: false)
    } catch {
      if case .absent = error { return nil }
      throw ToolFailure(error)
    }
  }

  /// The store, which is made first where it is missing and `creating` says so.
  func requireStore(creating: Bool = false) throws(ToolFailure) -> DiskStore {
    do throws(StoreError) { return try diskStore(creating: creating) } catch {
      throw ToolFailure(error)
    }
  }

  private func diskStore(creating: Bool) throws(StoreError) -> DiskStore {
    var options = DiskStore.Options()
    options.create = creating
    options.trusting = invocation.has(.trust)
    options.warn = { [console] in console.error("warning: \($0.message)") }
    return try DiskStore(at: storePath, options: options)
  }
}

extension Tool {
  /// Which command downloads a file that is missing, as the end of a sentence; files are known by their names.
  fileprivate func fetchHint(for path: String) -> String {
    guard access(path, F_OK) != 0, errno == ENOENT else { return "" }
    let commands = PublicDataset.all.filter { $0.offers(path) }
      .map { "‘\(name) fetch \($0.name)’" }
    return commands.isEmpty ? "" : "; \(commands.joined(separator: " or ")) downloads one"
  }
}

extension FileIndex {
  func fingerprint(of path: String) -> Result<Fingerprint, FileFault> {
    do throws(StoreError) {
      var status = stat()
      let digest = try digest(of: path)
      stat(path, &status)
      return .success(Fingerprint(digest: digest, bytes: Int(status.st_size)))
    } catch {
      return .failure(FileFault(error.fileCause))
    }
  }
}

extension StoreError {
  /// Why a file of the user's cannot be read, as a clause behind its path.
  var fileCause: String {
    switch self {
    case .io(let failure): failure.cause
    case .inputChanged: "it changed while it was being read"
    default: "it is not a plain file"
    }
  }
}

/// Asks once for each name, and remembers the answer; names are bytes, as those of files are.
private final class Answers<Value> {
  private let ask: (String) -> Value
  private var known: [[UInt8]: Value] = [:]

  init(_ ask: @escaping (String) -> Value) { self.ask = ask }

  func of(_ name: String) -> Value {
    let bytes = Array(name.utf8)
    if let value = known[bytes] { return value }
    let value = ask(name)
    known[bytes] = value
    return value
  }
}
