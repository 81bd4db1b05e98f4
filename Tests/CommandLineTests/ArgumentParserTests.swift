import CommandLine
import Testing

@Suite struct `The argument parser` {
  func message(_ line: String) -> String? {
    do throws(UsageError) {
      _ = try ArgumentParser.parse(line.split(separator: " ").map(String.init))
      return nil
    } catch {
      return error.message
    }
  }

  @Test(arguments: [
    (
      "",
      "a command is missing: one of run, plan, check, graph, stages, show, export, log, store, fetch, doctor, completion, help, version"
    ),
    ("rum a.yaml", "unknown command ‘rum’; did you mean ‘run’?"),
    ("frobnicate", "unknown command ‘frobnicate’"),
    ("run", "FILE is missing: run FILE [NODE…]"),
    ("run a.yaml --jbos 3", "unknown flag ‘--jbos’; did you mean ‘--jobs’?"),
    ("run a.yaml -x", "unknown flag ‘-x’"),
    ("run a.yaml --jobs", "--jobs needs a value: --jobs N"),
    ("run a.yaml --json=yes", "--json takes no value"),
    ("run a.yaml --jobs 2 -j 3", "--jobs is given twice"),
    ("run a.yaml --color sometimes", "--color is one of auto, always, never, not ‘sometimes’"),
    (
      "run a.yaml --color=nevr",
      "--color is one of auto, always, never, not ‘nevr’; did you mean ‘never’?"
    ),
    ("plan a.yaml --to x", "‘plan’ does not take --to"),
    ("check a.yaml b.yaml", "‘b.yaml’ is one argument too many: check FILE"),
    ("show a.yaml", "NODE is missing: show FILE NODE"),
    ("store", "‘store’ needs one of size, verify, gc"),
    (
      "store veirfy",
      "‘store’ is followed by one of size, verify, gc, not ‘veirfy’; did you mean ‘verify’?"
    ),
    ("completion fish", "SHELL is one of bash, zsh, not ‘fish’"),
  ])
  func `explains what is wrong`(line: String, expected: String) {
    #expect(message(line) == expected)
  }

  @Test(arguments: [
    "run a.yaml", "run a.yaml x y[a=1] --set a=1 --set b=2", "--store s run a.yaml", "plan a.yaml",
    "store gc --store=x", "help", "help run", "--help", "run --help", "store --help", "--version",
    "doctor --json", "stages", "stages Constant", "worker --store x",
  ])
  func `accepts`(line: String) {
    #expect(message(line) == nil)
  }

  @Test func `finds flags anywhere and values after a space or a sign`() throws {
    let line = ["--store", "s", "run", "-j", "4", "a.yaml", "--set=a=1=2", "--set", "b=-3", "n[*]"]
    let invocation = try ArgumentParser.parse(line)
    #expect(invocation.command == .run)
    #expect(invocation.operands == ["a.yaml", "n[*]"])
    #expect(invocation[.store] == "s")
    #expect(invocation[.jobs] == "4")
    #expect(invocation.all(.set) == ["a=1=2", "b=-3"])
    #expect(!invocation.has(.json))
  }

  @Test func `takes everything after two dashes as it is`() throws {
    let invocation = try ArgumentParser.parse(["run", "--", "--jobs", "-x"])
    #expect(invocation.operands == ["--jobs", "-x"])
  }

  @Test func `names the command whose help explains more`() {
    #expect(
      UsageError("no", .storeGC).text(tool: "toy") == "toy: no\nSee ‘toy store gc --help’.")
    #expect(UsageError("no").text(tool: "toy") == "toy: no\nSee ‘toy --help’.")
  }
}
