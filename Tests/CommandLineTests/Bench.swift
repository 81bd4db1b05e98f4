import Foundation
import Testing

/// A scratch folder in which tools are started as processes.
final class Bench: Sendable {
  /// How a process ended and what it said.
  struct End: Equatable {
    var status: Int32
    var output: String
    var errors: String

    var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }
  }

  /// A process that is running.
  struct Running {
    let id: pid_t
    let files: (output: String, errors: String)

    /// Waits for its end; the status of one ended by a signal is negative.
    func wait() -> End {
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0 && errno == EINTR {}
      let code = status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
      func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      }
      return End(status: code, output: text(files.output), errors: text(files.errors))
    }
  }

  /// The folder; removed with this object.
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "malleus-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Executables are built beside the tests.
  static func tool(_ name: String) -> String {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appendingPathComponent(name).path
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func read(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

  /// Every file below `name`, with its content.
  func snapshot(_ name: String) -> [String: Data] {
    var files: [String: Data] = [:]
    for file in (try? FileManager.default.subpathsOfDirectory(atPath: path(name))) ?? [] {
      if let data = FileManager.default.contents(atPath: path(name + "/" + file)) {
        files[file] = data
      }
    }
    return files
  }

  /// Runs the toy tool in the folder.
  @discardableResult
  func toy(_ arguments: String..., environment: [String: String] = [:]) throws -> End {
    try start(arguments, environment: environment).wait()
  }

  /// Runs a shell's script in the folder; `$toy` is the toy tool.
  func script(_ script: String) throws -> End {
    try start(["-c", script], tool: "/bin/sh", environment: ["toy": Self.tool("toytool")]).wait()
  }

  /// Starts a tool that lies beside the tests, or one by its path.
  func start(
    _ arguments: [String], tool: String = "toytool", environment: [String: String] = [:]
  ) throws -> Running {
    let name = UUID().uuidString
    let files = (output: path(".\(name).out"), errors: path(".\(name).err"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, files.output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.errors, O_WRONLY | O_CREAT, 0o600)
    let line = [tool.hasPrefix("/") ? tool : Self.tool(tool)] + arguments
    var variables = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    // The shell changes the folder, since a spawn cannot everywhere.
    let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + line
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var id = pid_t()
    try #require(posix_spawn(&id, "/bin/sh", &actions, nil, &argv, &envp) == 0)
    return Running(id: id, files: files)
  }

  /// How many lines stages added to the tally.
  var tally: Int { read("tally")?.split(separator: "\n").count ?? 0 }

  /// A manifest of a chain and its variants, whose stages count their runs.
  func chain(seconds: Double = 0) -> String {
    """
    let:
      base: 5
    sweep:
      k: {one: 1, two: 2, three: 3}
    stages:
      start: {use: Constant, value: "${base}"}
      first:
        {use: Counted, number: start, add: "${k}", tally: \(path("tally")), seconds: \(seconds)}
      second: {use: Counted, number: first, tally: \(path("tally")), seconds: \(seconds)}
      table: {use: Total, numbers: "second[*]"}
    """
  }

  static let total = "name,value\none,7\ntwo,8\nthree,9\n\"all, in sum\",24\n"
}
