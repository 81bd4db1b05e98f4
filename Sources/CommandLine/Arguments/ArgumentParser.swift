internal import Pipeline

/// Reads command lines by the tables of flags and commands.
package struct ArgumentParser {
  private var words: [String] = []
  private var flags: [(flag: Flag, value: String)] = []

  /// Reads `arguments`, which do not include the tool's own name.
  package static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    var parser = ArgumentParser()
    try parser.sort(arguments)
    return try parser.invocation()
  }

  /// Tells flags, which may stand anywhere before `--`, from words.
  private mutating func sort(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        return
      }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        words.append(argument)
        continue
      }
      let pieces = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = try Self.flag(String(pieces[0]))
      let given = pieces.count == 2 ? String(pieces[1]) : nil
      flags.append((flag, try Self.value(of: flag, given, &rest)))
    }
  }

  private static func flag(_ text: String) throws(UsageError) -> Flag {
    let found = Flag.allCases.first { flag in
      text == flag.text || flag.short.map { text == "-\($0)" } ?? false
    }
    if let found { return found }
    let near = nearest(text, in: Flag.allCases.map(\.text))
    throw UsageError("unknown flag ‘\(text)’" + suggestion(near))
  }

  private static func value(
    of flag: Flag, _ given: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let placeholder = flag.placeholder else {
      if given != nil { throw UsageError("\(flag.text) takes no value") }
      return ""
    }
    guard let value = given ?? rest.popFirst(), !value.isEmpty else {
      throw UsageError("\(flag.text) needs a value: \(flag.text) \(placeholder)")
    }
    guard flag.words.isEmpty || flag.words.contains(value) else {
      let near = nearest(value, in: flag.words)
      throw UsageError(
        "\(flag.text) is one of \(flag.words.joined(separator: ", ")), not ‘\(value)’"
          + suggestion(near))
    }
    return value
  }

  private mutating func invocation() throws(UsageError) -> Invocation {
    var invocation = Invocation(try command())
    let isAsking = flags.contains { $0.flag == .help }
    for (flag, value) in flags {
      guard invocation.command.flags.contains(flag) || isAsking || flag == .version else {
        throw UsageError(
          "‘\(invocation.command.rawValue)’ does not take \(flag.text)", invocation.command)
      }
      if invocation.has(flag), !flag.isRepeatable, flag.placeholder != nil {
        throw UsageError("\(flag.text) is given twice", invocation.command)
      }
      invocation.add(flag, value)
    }
    invocation.operands = words
    if !isAsking { try checkOperands(invocation) }
    return invocation
  }

  /// Takes the command's words off the front.
  private mutating func command() throws(UsageError) -> Command {
    if flags.contains(where: { $0.flag == .version }) { return .version }
    guard let first = words.first else {
      if flags.contains(where: { $0.flag == .help }) { return .help }
      throw UsageError("a command is missing: one of \(Command.names.joined(separator: ", "))")
    }
    let candidates = Command.allCases.filter { $0.words[0] == first }
    if candidates.isEmpty {
      throw UsageError(
        "unknown command ‘\(first)’" + suggestion(nearest(first, in: Command.names)))
    }
    guard let command = candidates.first(where: { words.starts(with: $0.words) }) else {
      return try missingSecondWord(candidates)
    }
    words.removeFirst(command.words.count)
    return command
  }

  private func missingSecondWord(_ candidates: [Command]) throws(UsageError) -> Command {
    let seconds = candidates.compactMap { $0.words.last }
    let list = seconds.joined(separator: ", ")
    guard words.count > 1 else {
      if flags.contains(where: { $0.flag == .help }) { return .help }
      throw UsageError("‘\(words[0])’ needs one of \(list)")
    }
    throw UsageError(
      "‘\(words[0])’ is followed by one of \(list), not ‘\(words[1])’"
        + suggestion(nearest(words[1], in: seconds)))
  }

  private func checkOperands(_ invocation: Invocation) throws(UsageError) {
    let command = invocation.command
    var rest = invocation.operands[...]
    for operand in command.operands {
      switch operand.count {
      case .one:
        guard let word = rest.popFirst() else {
          throw UsageError("\(operand.name) is missing: \(command.usage)", command)
        }
        try check(word, operand, command)
      case .optional: _ = rest.popFirst()
      case .many: rest = []
      }
    }
    if let word = rest.first {
      throw UsageError("‘\(word)’ is one argument too many: \(command.usage)", command)
    }
  }

  private func check(
    _ word: String, _ operand: Operand, _ command: Command
  ) throws(UsageError) {
    guard case .word(let words) = operand.kind, !words.contains(word) else { return }
    throw UsageError(
      "\(operand.name) is one of \(words.joined(separator: ", ")), not ‘\(word)’"
        + suggestion(nearest(word, in: words)), command)
  }
}

extension Command {
  /// The command and its operands, as in `run FILE [NODE…]`.
  package var usage: String { (words + operands.map(\.usage)).joined(separator: " ") }
}

/// The clause that proposes what may have been meant.
func suggestion(_ name: String?) -> String {
  name.map { "; did you mean ‘\($0)’?" } ?? ""
}
