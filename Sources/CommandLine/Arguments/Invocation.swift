/// A command line, read: which command, with which flags and operands.
package struct Invocation: Equatable, Sendable {
  package var command: Command
  package var operands: [String] = []
  package private(set) var values: [Flag: [String]] = [:]

  package init(_ command: Command) {
    self.command = command
  }

  /// Whether `flag` was given.
  package func has(_ flag: Flag) -> Bool { values[flag] != nil }

  /// The value of `flag`, if it was given.
  package subscript(flag: Flag) -> String? { values[flag]?.last }

  /// All values of a flag that may be repeated.
  package func all(_ flag: Flag) -> [String] { values[flag] ?? [] }

  mutating func add(_ flag: Flag, _ value: String) {
    values[flag, default: []].append(value)
  }
}

/// What is wrong with a command line, and the command to ask for help.
package struct UsageError: Error, Equatable {
  package var message: String
  package var command: Command?

  package init(_ message: String, _ command: Command? = nil) {
    self.message = message
    self.command = command
  }

  /// The error as the tool called `tool` prints it.
  package func text(tool: String) -> String {
    let help = ([tool] + (command?.words ?? []) + ["--help"]).joined(separator: " ")
    return "\(tool): \(message)\nSee ‘\(help)’."
  }
}
