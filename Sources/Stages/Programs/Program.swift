internal import Glibc
public import Pipeline

/// A program of any language as a stage: it reads parts of artifacts as files and writes the parts of one.
///
/// It runs in a fresh folder that holds `inputs/PORT/` for every port that the manifest wires, with the parts that `malleus
/// export` would write, `files/` with copies of the files named, and an empty `output/`. What it leaves there must be an artifact
/// of the kind `yields`. There is no shell, and the environment is the same everywhere: the key holds the arguments, the
/// variables and the files' names and content, but not the program itself. A node's `timeout` is kept as for every stage.
public struct Program: Stage {
  public static let summary = "A program of your own, run on artifacts as files."
  public static let version = 2
  public static let source = "this project"
  public static let isOpen = true
  public static let settings: [Setting<Self>] = [
    Setting("run", \.words, "the program and its arguments; no shell reads them"),
    Setting("files", \.files, "files it needs, copied to files/NAME"),
    Setting("yields", \.kind, "the kind of artifact that it leaves in output"),
    Setting("environment", \.environment, "variables beyond the fixed ones, or instead of them"),
  ]
  var words: [String] = []
  var files = ProgramFiles()
  var kind = ProgramOutput.Kind.table
  var environment = EnvironmentVariables()

  public init() {}

  public var yields: String { kind.rawValue }

  /// The inputs, mapped while they are copied, and the output twice, which nobody knows beforehand.
  public func memory(_ inputs: InputShapes) -> Int { 3 * inputs.bytes + 256 << 20 }

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if words.first?.isEmpty ?? true {
      faults.append(SettingFault("Program needs ‘run’, the program and its arguments"))
    }
    if words.contains(where: { $0.utf8.contains(0) }) {
      faults.append(SettingFault("no program gets an argument with a zero in it", setting: "run"))
    }
    let names = files.list.map(\.name)
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      faults.append(
        SettingFault("two files are called ‘\(name)’; rename one", setting: "files"))
    }
    return faults + strays(wiring.ports.keys.sorted(), names)
  }

  /// Known where the kind is small whatever it holds.
  public func shape(_ inputs: InputShapes) -> Shape? {
    kind.type.bytes(of: [:]) == nil ? nil : [:]
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> ProgramOutput {
    let scratch = try ScratchFolder.make()
    defer {
      if !scratch.remove() { context.note("\(scratch.path) cannot be removed whole; remove it") }
    }
    try fill(scratch, inputs, context)
    var log = ProgramLog { context.note($0) }
    let ending = try run(in: scratch, &log, context)
    let name = words[0]
    switch ending {
    case .cancelled: throw .cancelled
    case .exit(0): break
    case .exit(let status):
      throw ProgramFault.exit(program: name, status: status, last: log.last).error
    case .signal(let number):
      try context.checkCancellation()
      throw ProgramFault.signal(program: name, number: number, last: log.last).error
    }
    return try output(of: scratch, log, context)
  }

  public static func example() throws(StageError) -> StageExample {
    let table = Table("Numbers", columns: [.integer("number", [1, 2, 3])])
    return StageExample(
      settings: [
        NamedSetting("run", ["/bin/sh", "files/copy.sh", "inputs/numbers"]),
        NamedSetting("files", ["copy.sh"]),
        NamedSetting("environment", .map([.init("TARGET", "output")])),
      ], inputs: try Inputs().wiring(table, to: OpenPort("numbers")),
      files: ["copy.sh": Array("cp \"$1\"/* \"$TARGET\"\n".utf8)])
  }
}

extension Program {
  /// Arguments that name a port or file that is not there.
  private func strays(_ ports: [String], _ files: [String]) -> [SettingFault] {
    let known = [("inputs", "no port is called", ports), ("files", "‘files’ lists no", files)]
    return words.flatMap { word in
      let components = word.split(separator: "/", omittingEmptySubsequences: false)
      return known.compactMap { folder, clause, names -> SettingFault? in
        guard components.count > 1, components[0] == folder, !components[1].isEmpty,
          !names.contains(String(components[1]))
        else { return nil }
        return SettingFault(
          "‘\(word)’ will not be there: \(clause) ‘\(components[1])’", setting: "run",
          suggestion: nearest(String(components[1]), in: names))
      }
    }
  }

  private func fill(
    _ scratch: ScratchFolder, _ inputs: Inputs, _ context: Context
  ) throws(StageError) {
    for folder in ["inputs", "files", "output", "temporary"] { try scratch.makeFolder(folder) }
    for port in inputs.wiredPorts.sorted() {
      for parts in inputs.parts(of: port) {
        for name in parts.names {
          try context.checkCancellation()
          try scratch.write(try parts.bytes(name), to: "inputs/\(port)/\(name)")
        }
      }
    }
    for file in files.list {
      try scratch.write(try context.open(file), to: "files/\(file.name)", isExecutable: true)
    }
  }

  private func run(
    in scratch: ScratchFolder, _ log: inout ProgramLog, _ context: Context
  ) throws(StageError) -> ProgramRun.Ending {
    let variables = variables(in: scratch)
    let path = try found(in: scratch, searching: variables["PATH"] ?? "")
    let environment = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    switch ProgramRun.start(path, words, environment: environment, in: scratch.path) {
    case .success(var run): return run.wait(&log) { context.isCancelled }
    case .failure(let failure):
      throw ProgramFault.notStarted(program: words[0], failure).error
    }
  }

  /// What every program finds, so that none depends on the machine's clock zone, language or random hashes, and what is given.
  private func variables(in scratch: ScratchFolder) -> [String: String] {
    [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch.path,
      "TMPDIR": scratch.path + "/temporary", "LANG": "C.UTF-8", "TZ": "UTC",
      "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0",
    ].merging(environment.values) { $1 }
  }

  /// The absolute path of the program; a name without a slash is looked for in the folders of `PATH`.
  private func found(
    in scratch: ScratchFolder, searching folders: String
  ) throws(StageError) -> String {
    let name = words[0]
    let isPath = name.contains("/")
    let candidates =
      isPath
      ? [name.hasPrefix("/") ? name : scratch.path + "/" + name]
      : folders.split(separator: ":").map { "\($0)/\(name)" }
    let found = candidates.first { candidate in
      var status = stat()
      return stat(candidate, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        && access(candidate, X_OK) == 0
    }
    guard let found else {
      throw ProgramFault.missing(program: name, path: isPath ? "" : folders).error
    }
    return found
  }

  private func output(
    of scratch: ScratchFolder, _ log: ProgramLog, _ context: Context
  ) throws(StageError) -> ProgramOutput {
    let parts = try OutputFolder(scratch.path + "/output").parts()
    let name = words[0]
    guard !parts.names.isEmpty else {
      throw ProgramFault.noOutput(program: name, last: log.last).error
    }
    let output: ProgramOutput
    do throws(StageError) {
      output = try ProgramOutput(kind, parts: parts)
    } catch {
      throw ProgramFault.wrongOutput(
        program: name, kind: yields, cause: error.message, last: log.last
      ).error
    }
    let kept = Set(try output.parts().map(\.name))
    let others = parts.names.filter { !kept.contains($0) }
    if !others.isEmpty {
      context.note("left out, since no \(yields) has it: \(others.joined(separator: ", "))")
    }
    return output
  }
}
