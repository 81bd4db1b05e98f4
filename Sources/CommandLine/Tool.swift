internal import Glibc
internal import Pipeline

/// What every command works with.
struct Tool: Sendable {
  /// The tool's own name.
  var name: String
  var catalog: Catalog
  var invocation: Invocation
  var console: Console
  var environment: [String: String]
  /// The command line as it was typed, without the tool's name.
  var arguments: [String]
  /// The absolute path of the working directory.
  var folder: String
  let start = ContinuousClock.now

  /// Where the store is.
  var storePath: String {
    invocation[.store] ?? environment["MALLEUS_STORE"].flatMap { $0.isEmpty ? nil : $0 }
      ?? ".malleus"
  }

  /// What to type so that `command` looks at a node of the same plan in the same store.
  func commandLine(_ command: Command, _ node: String) -> String {
    let same: [Flag] = [.set, .profile, .store]
    let flags = same.flatMap { flag in invocation.all(flag).flatMap { [flag.text, $0] } }
    let trust = invocation.has(.trust) ? [Flag.trust.text] : []
    let words = [name] + command.words + [invocation.operands[0], node] + flags + trust
    return words.map(shellQuoted).joined(separator: " ")
  }

  /// `path` seen from the root.
  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

  /// Environment variables by name.
  static var environmentVariables: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let pieces = String(cString: entry).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pieces.count == 2 { variables[String(pieces[0])] = String(pieces[1]) }
      next += 1
    }
    return variables
  }

  static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }
}
