internal import Glibc

/// How a process ended, from the status that `wait` gives.
package enum ProcessEnd: Hashable {
  case exit(Int32)
  case signal(Int32)

  package init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exit(status >> 8 & 0xff) : .signal(signal)
  }

  /// What happened to the stage, as a clause.
  package var description: String {
    switch self {
    case .exit(let code): "the stage ended its process with status \(code)"
    case .signal(SIGILL): "the stage trapped (SIGILL)"
    case .signal(SIGTRAP): "the stage trapped (SIGTRAP)"
    case .signal(SIGSEGV): "the stage read or wrote memory that is not its own (SIGSEGV)"
    case .signal(SIGBUS): "a file that the stage reads was cut short (SIGBUS)"
    case .signal(SIGABRT): "the stage aborted (SIGABRT)"
    case .signal(SIGFPE): "the stage divided by zero (SIGFPE)"
    case .signal(SIGKILL):
      "the stage was killed (SIGKILL), as the system does when memory runs out; "
        + "give it more memory or run fewer stages at once with --jobs"
    case .signal(let number): "the stage was ended by signal \(number)"
    }
  }
}
