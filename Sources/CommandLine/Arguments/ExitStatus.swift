/// What the tool's exit status says.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// A stage failed; bad content of a data file included.
  case stageFailed = 1
  /// The manifest or the command is wrong.
  case wrongQuestion = 2
  /// The store, the machine or an unreadable input is.
  case machine = 3
  case interrupted = 130
}
