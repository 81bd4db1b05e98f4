internal import Pipeline

/// What can go wrong with a program, and the wording of each.
enum ProgramFault: Hashable {
  /// No file of this name where programs are looked for.
  case missing(program: String, path: String)
  case notStarted(program: String, SystemFailure)
  case exit(program: String, status: Int32, last: [String])
  case signal(program: String, number: Int32, last: [String])
  case noOutput(program: String, last: [String])
  /// Something in the output folder that is no plain file.
  case strange(String, what: String)
  /// The output folder itself became something else.
  case replaced(what: String)
  case unreadable(String, SystemFailure)
  case tooLarge(String, bytes: Int)
  /// The output is not what the stage should yield.
  case wrongOutput(program: String, kind: String, cause: String, last: [String])
  case folder(String, action: String, SystemFailure)
  case foreignFolder(String)

  /// The fault as the stage's failure.
  var error: StageError { .machine(cause: cause, remedy: remedy) }

  private var cause: String {
    switch self {
    case .missing(let program, _): "there is no program ‘\(program)’"
    case .notStarted(let program, let failure):
      "‘\(program)’ cannot be started: \(failure.cause)"
    case .exit(let program, let status, _): "‘\(program)’ ended with status \(status)"
    case .signal(let program, let number, _): "‘\(program)’ was ended by signal \(number)"
    case .noOutput(let program, _): "‘\(program)’ wrote nothing into the folder output"
    case .replaced(let what): "output is \(what) now, not the folder that was there"
    case .strange(let file, let what): "\(file) is \(what), not a plain file"
    case .unreadable(let file, let failure): "\(file) cannot be read: \(failure.cause)"
    case .tooLarge(let file, let bytes):
      "\(file) has \(bytes) bytes, and with what else is there they do not fit into memory"
    case .wrongOutput(let program, let kind, let cause, _):
      "what ‘\(program)’ wrote into output is no \(kind): \(cause)"
    case .folder(let path, let action, let failure):
      "\(path): cannot \(action): \(failure.cause)"
    case .foreignFolder(let path):
      "\(path) belongs to somebody else, or others can write to it"
    }
  }

  private var remedy: String {
    switch self {
    case .missing(_, let path):
      path.isEmpty
        ? "give the path of an executable file, or list it under ‘files’ and run files/NAME"
        : "install it in one of \(path), or give another PATH under ‘environment’"
    case .notStarted: "give a program that this machine can execute"
    case .exit(_, _, let last), .signal(_, _, let last): Self.words(last)
    case .noOutput(_, let last): "write the parts of the artifact there; \(Self.words(last))"
    case .replaced: "write into the folder output, which is there from the start"
    case .strange, .unreadable: "write the parts of the artifact as plain files"
    case .tooLarge: "write what is temporary into the folder temporary"
    case .wrongOutput(_, _, _, let last):
      "write the parts that ‘malleus export’ gives for this kind; \(Self.words(last))"
    case .folder: "make room, or set TMPDIR to another folder"
    case .foreignFolder: "set TMPDIR to a folder of your own"
    }
  }

  private static func words(_ last: [String]) -> String {
    last.isEmpty
      ? "it printed nothing" : (["the last it printed:"] + last).joined(separator: "\n  ")
  }
}
