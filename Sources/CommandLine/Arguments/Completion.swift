/// Completion scripts for shells, made from the tables.
package struct Completion {
  package var tool: String
  /// The stages of the catalog.
  package var stages: [String]

  package init(tool: String, stages: [String]) {
    self.tool = tool
    self.stages = stages
  }

  package func script(for shell: String) -> String { shell == "zsh" ? zsh : bash }

  /// The function's name: shells allow letters, digits and underscores.
  private var function: String {
    "_" + String(tool.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private var commands: [Command] { Command.allCases.filter { !$0.isHidden } }

  private var bash: String {
    """
    # bash completion for \(tool): source it, or put it into bash-completion's folder.
    \(function)() {
      local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
      local command="" word index words="" flags=""
      case "$previous" in
    \(valueCases.map { "    \($0)) \($1) return ;;" }.joined(separator: "\n"))
      esac
      for ((index = 1; index < COMP_CWORD; index++)); do
        word="${COMP_WORDS[index]}"
        case "$word" in -*) ;; *) command="${command:+$command }$word" ;; esac
      done
      case "$command" in
    \(bashCases.joined(separator: "\n"))
      esac
      case "$current" in
        -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
        *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
      esac
      if [ -z "${COMPREPLY[*]}" ] && [ -z "$words" ]; then
        COMPREPLY=($(compgen -f -- "$current"))
      fi
    }
    complete -o filenames -F \(function) \(tool)
    """
  }

  /// What completes the values of flags that have one.
  private var valueCases: [(String, String)] {
    Flag.allCases.filter { $0.placeholder != nil }.map { flag in
      let names = flag.text + (flag.short.map { "|-\($0)" } ?? "")
      let generator =
        if !flag.words.isEmpty {
          "-W \"\(flag.words.joined(separator: " "))\""
        } else if flag.placeholder == "DIR" {
          "-d"
        } else {
          "-W \"\""
        }
      return (names, "COMPREPLY=($(compgen \(generator) -- \"$current\"));")
    }
  }

  private var bashCases: [String] {
    let groups = Set(commands.filter { $0.words.count > 1 }.map { $0.words[0] }).sorted()
    let first = [
      "    \"\") words=\"\(Command.names.joined(separator: " "))\"; flags=\"--help --version\" ;;"
    ]
    let second = groups.map { group in
      let words = commands.filter { $0.words[0] == group }.compactMap(\.words.last)
      return "    \(group)) words=\"\(words.joined(separator: " "))\" ;;"
    }
    return first + second
      + commands.map { command in
        let flags = command.flags.map(\.text).joined(separator: " ")
        let words = words(for: command).joined(separator: " ")
        return "    \"\(command.rawValue)\"*) flags=\"\(flags)\"; words=\"\(words)\" ;;"
      }
  }

  private func words(for command: Command) -> [String] {
    switch command.operands.first?.kind {
    case .word(let words): words
    case .stage: stages
    case .manifest, .node, nil: []
    }
  }

  private var zsh: String {
    """
    #compdef \(tool)
    # zsh completion for \(tool): put it as \(function) into a folder of $fpath.
    \(function)() {
      local -a commands
      commands=(
    \(zshCommands.joined(separator: "\n"))
      )
      if (( CURRENT == 2 )); then
        _describe 'command' commands
        return
      fi
      case "${words[2]} ${words[3]}" in
    \(commands.filter { $0.words.count > 1 }.map(zshCase).joined(separator: "\n"))
      esac
      case "${words[2]}" in
    \(zshGroups.joined(separator: "\n"))
    \(commands.filter { $0.words.count == 1 }.map(zshCase).joined(separator: "\n"))
      esac
    }
    \(function) "$@"
    """
  }

  private var zshCommands: [String] {
    Command.names.map { name in
      let summary = commands.first { $0.rawValue == name }?.summary ?? "look after the store"
      return "    '\(name):\(quoted(summary))'"
    }
  }

  private var zshGroups: [String] {
    Set(commands.filter { $0.words.count > 1 }.map { $0.words[0] }).sorted().map { group in
      let words = commands.filter { $0.words[0] == group }.compactMap(\.words.last)
      return "    \(group)) _values 'command' \(words.joined(separator: " ")) ;;"
    }
  }

  private func zshCase(_ command: Command) -> String {
    let flags = command.flags.map { flag in
      var spec = "\(flag.isRepeatable ? "*" : "")\(flag.text)[\(quoted(flag.summary))]"
      if let placeholder = flag.placeholder { spec += ":\(placeholder):\(zshAction(flag))" }
      return "'\(spec)'"
    }
    let words = words(for: command)
    let operand = words.isEmpty ? "'*: :_files'" : "'*: :(\(words.joined(separator: " ")))'"
    let name = command.words.count > 1 ? "\"\(command.rawValue)\"*" : command.rawValue
    return "    \(name)) _arguments \((flags + [operand]).joined(separator: " ")) ;;"
  }

  private func zshAction(_ flag: Flag) -> String {
    if !flag.words.isEmpty { return "(\(flag.words.joined(separator: " ")))" }
    return flag.placeholder == "DIR" ? "_files -/" : " "
  }

  /// Text inside single quotes and brackets of zsh.
  private func quoted(_ text: String) -> String {
    text.replacing("'", with: "").replacing("[", with: "(").replacing("]", with: ")")
      .replacing(":", with: ",")
  }
}
