import CommandLine
import Foundation
import Testing

@Suite struct `Completion scripts` {
  let script = Completion(tool: "toy-tool", stages: ["Constant", "Total"])

  /// What a shell prints that runs `text`.
  func shell(_ name: String, _ text: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/\(name)")
    process.arguments = ["-c", text]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  /// What bash proposes for the last of `words`.
  func proposals(_ words: [String]) throws -> [String] {
    let list = words.map(shellQuoted).joined(separator: " ")
    return try shell(
      "bash",
      """
      \(script.script(for: "bash"))
      COMP_WORDS=(toy-tool \(list)); COMP_CWORD=\(words.count)
      _toy_tool; printf '%s\\n' "${COMPREPLY[@]}"
      """
    ).split(separator: "\n").map(String.init)
  }

  @Test func `are whole for bash`() throws {
    let check =
      "cat > /dev/null <<'END'\nEND\nbash -n <<'SCRIPT'\n\(script.script(for: "bash"))\nSCRIPT"
    #expect(try shell("bash", check) == "")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/zsh"), "zsh is missing"))
  func `are whole for zsh`() throws {
    #expect(try shell("zsh", "zsh -n <<'SCRIPT'\n\(script.script(for: "zsh"))\nSCRIPT") == "")
  }

  @Test func `propose commands, flags, values and stages`() throws {
    #expect(try proposals(["ch"]) == ["check"])
    #expect(try proposals(["store", ""]) == ["size", "verify", "gc"])
    #expect(try proposals(["run", "--js"]) == ["--json"])
    #expect(try proposals(["run", "a.yaml", "--me"]) == ["--memory"])
    #expect(try proposals(["store", "verify", "--re"]) == ["--repair"])
    #expect(try proposals(["run", "--color", "a"]) == ["auto", "always"])
    #expect(try proposals(["stages", "C"]) == ["Constant"])
    #expect(try proposals(["completion", "z"]) == ["zsh"])
  }

  @Test(arguments: ["bash", "zsh"]) func `know every command and flag`(shell: String) {
    let text = script.script(for: shell)
    for command in Command.allCases where !command.isHidden {
      for word in command.words + command.flags.map(\.text) { #expect(text.contains(word)) }
    }
    #expect(!text.contains("worker"))
  }
}
