import CommandLine
import Testing

@Suite struct `Help texts` {
  @Test func `lists every command that people use`() {
    let overview = Help(tool: "toy").overview
    for command in Command.allCases {
      #expect(overview.contains("  \(command.usage) ") == !command.isHidden)
    }
  }

  @Test(arguments: Command.allCases) func `explains every flag of a command`(command: Command) {
    let text = Help(tool: "toy").text(for: command)
    #expect(text.hasPrefix("toy \(command.rawValue): \(command.summary)\n"))
    for flag in Flag.allCases {
      let isListed = text.contains("\(flag.text) ")
      #expect(isListed == command.flags.contains(flag), "\(flag.text)")
    }
  }

  @Test func `of a group shows its commands`() throws {
    let text = try Help(tool: "toy").text(for: ["store"])
    #expect(text.contains("toy store size:"))
    #expect(text.contains("toy store gc:"))
    let bench = try Bench()
    let toy = { (words: String) throws in try bench.script("$toy \(words)").output }
    #expect(try toy("store --help") == toy("help store"))
    #expect(try toy("store gc --help") == toy("help store gc"))
    #expect(try toy("--help") == toy("help"))
  }

  @Test func `proposes a command that may be meant`() {
    #expect(throws: UsageError("unknown command ‘pln’; did you mean ‘plan’?")) {
      try Help(tool: "toy").text(for: ["pln"])
    }
  }
}
