/// Every flag of the tool; which command takes which says `CommandTable`.
package enum Flag: String, CaseIterable, Sendable {
  case set, profile, store, jobs, memory, out, json
  case failFast = "fail-fast"
  case inProcess = "in-process"
  case format, to, force, trust, repair, checkpoints, alone, quiet, verbose, color, help, version

  /// The flag as people type it.
  package var text: String { "--" + rawValue }

  /// The one-letter form.
  package var short: Character? {
    switch self {
    case .jobs: "j"
    case .quiet: "q"
    case .verbose: "v"
    case .help: "h"
    default: nil
    }
  }

  /// What stands for the value in help, `nil` for flags without one.
  package var placeholder: String? {
    switch self {
    case .set: "NAME=VALUE"
    case .profile: "NAME"
    case .store, .out, .to: "DIR"
    case .jobs: "N"
    case .memory: "SIZE"
    case .format, .color: words.joined(separator: "|")
    case .json, .failFast, .inProcess, .force, .trust, .repair, .checkpoints, .alone, .quiet,
      .verbose, .help, .version:
      nil
    }
  }

  /// The values to choose from, empty when any will do.
  package var words: [String] {
    switch self {
    case .format: ["dot", "mermaid"]
    case .color: ["auto", "always", "never"]
    default: []
    }
  }

  /// What it does, in one phrase.
  package var summary: String {
    switch self {
    case .set: "give a let or sweep variable another value; may be repeated"
    case .profile: "take the values of a profile of the manifest"
    case .store: "where results are kept (default .malleus, or MALLEUS_STORE)"
    case .jobs: "cores to use (default all)"
    case .memory: "memory to use, such as 8G (default 80 % of what there is)"
    case .out: "where the last artifacts are written (default out/<manifest name>)"
    case .json: "print JSON for other tools"
    case .failFast: "stop at the first stage that fails"
    case .inProcess: "run stages in this process, for debugging"
    case .format: "the graph's language (default mermaid)"
    case .to: "the folder to write (for fetch, default data/NAME)"
    case .force: "write over files of the same names"
    case .trust: "use a store that others own or may write to"
    case .repair: "set damaged things aside, so that they are computed again"
    case .checkpoints: "remove too what unfinished stages keep to go on from"
    case .alone: "nobody else uses the store: go on where the file system has no locks"
    case .quiet: "print results and errors only"
    case .verbose: "print the logs of stages too"
    case .color: "colours: on a terminal, always or never"
    case .help: "print this help"
    case .version: "print the version"
    }
  }

  package var isRepeatable: Bool { self == .set }
}
