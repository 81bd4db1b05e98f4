/// Help texts, made from the tables.
package struct Help {
  /// The tool's own name.
  package var tool: String

  package init(tool: String) { self.tool = tool }

  /// All commands with their summaries.
  package var overview: String {
    let commands = Command.allCases.filter { !$0.isHidden }
    return """
      \(tool) measures how easily a model's reliance on its training data can be reshaped.

      Usage: \(tool) COMMAND [ARGUMENT…] [--FLAG…]

      Commands:
      \(rows(commands.map { ($0.usage, $0.summary) }))

      ‘\(tool) COMMAND --help’ explains a command and its flags.
      Exit status: 0 done, 1 a stage failed, 2 the manifest or the command is wrong,
      3 the store, the machine or an unreadable input is, 130 interrupted.
      """
  }

  /// One command with its flags.
  package func text(for command: Command) -> String {
    var text = """
      \(tool) \(command.rawValue): \(command.summary)

      Usage: \(tool) \(command.usage) [--FLAG…]

      """
    if let node = command.operands.first(where: { $0.kind == .node }) {
      text += "\n" + (node.count == .one ? singleSelector : selectors) + "\n"
    }
    return text + "\nFlags:\n" + rows(command.flags.map { (usage(of: $0), $0.summary) })
  }

  /// The help that `words` after `help` ask for.
  package func text(for words: [String]) throws(UsageError) -> String {
    guard let first = words.first else { return overview }
    let commands = Command.allCases.filter { $0.words.starts(with: words) && !$0.isHidden }
    if commands.isEmpty {
      _ = try ArgumentParser.parse([first, "--help"] + words.dropFirst())
      throw UsageError("there is no command ‘\(words.joined(separator: " "))’")
    }
    return commands.map { text(for: $0) }.joined(separator: "\n\n")
  }

  private var selectors: String {
    """
    NODE is a name, which means all its variants; NODE[axis=label,…] picks variants by the labels
    of sweep variables, and NODE[*] all of them.
    """
  }

  private var singleSelector: String {
    "NODE is a name; NODE[axis=label,…] picks one of its variants by the labels of sweep variables."
  }

  private func usage(of flag: Flag) -> String {
    let short = flag.short.map { "-\($0), " } ?? "    "
    return short + flag.text + (flag.placeholder.map { " " + $0 } ?? "")
  }

  private func rows(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, summary in
      "  " + name + String(repeating: " ", count: width - name.count + 2) + summary
    }.joined(separator: "\n")
  }
}
