/// A command line, read: which command, with which flags and operands.
struct Invocation: Equatable, Sendable {
  var command: Command
  var operands: [String] = []
  private(set) var values: [Flag: [String]] = [:]

  init(_ command: Command) {
    self.command = command
  }

  /// Whether `flag` was given.
  func has(_ flag: Flag) -> Bool { values[flag] != nil }

  /// The value of `flag`, if it was given.
  subscript(flag: Flag) -> String? { values[flag]?.last }

  /// All values of a flag that may be repeated.
  func all(_ flag: Flag) -> [String] { values[flag] ?? [] }

  mutating func add(_ flag: Flag, _ value: String) {
    values[flag, default: []].append(value)
  }
}

/// What is wrong with a command line, and the command to ask for help.
struct UsageError: Error, Equatable {
  var message: String
  var command: Command?

  init(_ message: String, _ command: Command? = nil) {
    self.message = message
    self.command = command
  }

  /// The error as the tool called `tool` prints it.
  func text(tool: String) -> String {
    let help = ([tool] + (command?.words ?? []) + ["--help"]).joined(separator: " ")
    return "\(tool): \(message)\nSee ‘\(help)’."
  }
}
