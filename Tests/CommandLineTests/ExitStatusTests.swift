import Foundation
import Testing

@Suite struct `Exit status and messages` {
  let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", bench.chain())
  }

  func manifest(_ stages: String) throws {
    try bench.write(
      "b.yaml", "stages:\n" + stages.split(separator: "\n").map { "  \($0)\n" }.joined())
  }

  @Test func `2 for a command that makes no sense`() throws {
    let end = try bench.toy("run", "a.yaml", "--jbos", "2")
    #expect(end.status == 2)
    #expect(
      end.errors
        == "toytool: unknown flag ‘--jbos’; did you mean ‘--jobs’?\nSee ‘toytool --help’.\n")
    #expect(try bench.toy("run", "a.yaml", "--jobs", "0").status == 2)
    #expect(
      try bench.toy("run", "a.yaml", "--memory", "much").errors
        == "toytool: --memory needs a size such as 8G, not ‘much’\n")
    #expect(try bench.toy().status == 2)
  }

  @Test func `2 for a manifest with faults, all of them with their places`() throws {
    try manifest("x: {use: Constnt}\ny: {use: Constant, value: many}")
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 2)
    #expect(end.output == "")
    #expect(end.errors.contains("b.yaml:2:12: error: there is no stage ‘Constnt’"))
    #expect(end.errors.contains("did you mean ‘Constant’?"))
    #expect(end.errors.contains("b.yaml:3:29: error: "))
    #expect(bench.snapshot(".malleus").isEmpty)
  }

  @Test func `2 for a manifest that is no UTF-8, and for an empty name of a folder`() throws {
    let bytes = Array("stages:\n  x: {use: Constant} # caf".utf8) + [0xE9, 0x0A]
    try Data(bytes).write(to: URL(fileURLWithPath: bench.path("latin.yaml")))
    let end = try bench.toy("check", "latin.yaml")
    #expect(end.status == 2)
    #expect(end.errors.contains("latin.yaml:2:27: error: byte 0xE9 does not belong to UTF-8"))
    let empty = try bench.toy("run", "a.yaml", "--out", "")
    #expect(empty.status == 2)
    #expect(empty.errors.hasPrefix("toytool: --out needs a value: --out DIR\n"))
    let help = try bench.toy("help", "run", "away")
    #expect(help.status == 2)
    #expect(help.errors == "toytool: there is no command ‘run away’\n")
  }

  @Test func `2 for a node that means several`() throws {
    let end = try bench.toy("export", "a.yaml", "first", "--to", "x")
    #expect(end.status == 2)
    #expect(
      end.errors == """
        toytool: ‘first’ means 3 nodes; name one of them:
          first[k=one]
          first[k=two]
          first[k=three]

        """)
  }

  @Test(arguments: [
    ("file", "‘file’ is no folder"), ("./file/x/", "Not a directory"),
    (String(repeating: "n", count: 300), "File name too long"),
  ])
  func `3 for results that could not be written, before anything is computed`(
    _ folder: String, _ cause: String
  ) throws {
    try bench.write("file", "mine")
    let end = try bench.toy("run", "a.yaml", "--out", folder)
    #expect(end.status == 3)
    #expect(
      end.errors
        == "toytool: \(folder): results cannot be written here: \(cause); name another folder with --out\n"
    )
    #expect(bench.tally == 0)
    #expect(bench.read("file") == "mine")
  }

  @Test func `3 when what was printed is lost`() throws {
    let end = try bench.script("$toy plan a.yaml > /dev/full")
    #expect(end.status == 3)
    #expect(end.errors == "toytool: what was printed is lost: No space left on device\n")
    // A reader that has seen enough is no trouble.
    let pipe = try bench.script("($toy plan a.yaml; echo $? >&2) | true")
    #expect(pipe.errors == "0\n" || pipe.errors == "141\n")
  }

  @Test func `closed standard output is not taken for a file of the store`() throws {
    let end = try bench.script("$toy run a.yaml --quiet <&- >&- 2>&-")
    #expect(end.status == 0)
    #expect(bench.read("out/a/table/table.csv") == Bench.total)
    #expect(try bench.toy("store", "verify").output.hasSuffix(" 0 damaged\n"))
    let files = bench.snapshot(".malleus").values.map { String(decoding: $0, as: UTF8.self) }
    #expect(!files.contains { $0.contains("computed, ") })
  }

  @Test func `messages name the same plan and store as the command that gave them`() throws {
    let end = try bench.toy(
      "show", "a.yaml", "table", "--set", "base=7", "--store", "my store")
    #expect(end.status == 0)
    let export = try bench.toy(
      "export", "a.yaml", "table", "--set", "base=7", "--store", "my store", "--to", "x")
    #expect(
      export.errors
        == "toytool: ‘table’ is not computed; do it with ‘toytool run a.yaml table --set base=7 --store 'my store'’\n"
    )
  }

  @Test func `2 for what is not computed`() throws {
    let end = try bench.toy("export", "a.yaml", "first[k=one]", "--to", "x")
    #expect(end.status == 2)
    #expect(
      end.errors
        == "toytool: ‘first[k=one]’ is not computed; do it with ‘toytool run a.yaml 'first[k=one]'’\n"
    )
  }

  @Test func `3 for files and stores that cannot be used`() throws {
    let end = try bench.toy("run", "missing.yaml")
    #expect(end.status == 3)
    #expect(end.errors == "toytool: missing.yaml: it does not exist\n")
    try manifest("x: {use: FileLength, file: gone}")
    let gone = try bench.toy("run", "b.yaml")
    #expect(gone.status == 3)
    #expect(gone.errors.contains("/gone’: it does not exist\n"))
    for (file, hint) in [
      ("test_batch.bin.gz", "‘toytool fetch cifar-10’ downloads one"),
      (
        "data/t10k-labels-idx1-ubyte.gz",
        "‘toytool fetch mnist’ or ‘toytool fetch fashion-mnist’ downloads one"
      ),
    ] {
      try manifest("x: {use: FileLength, file: \(file)}")
      #expect(
        try bench.toy("run", "b.yaml").errors.contains("/\(file)’: it does not exist; \(hint)\n"))
    }
    try bench.write("file", "")
    #expect(try bench.toy("run", "a.yaml", "--store", "file").status == 3)
  }

  @Test func `1 for a stage that fails, while other branches go on`() throws {
    try manifest(
      """
      bad: {use: Trouble, way: fail}
      after: {use: Counted, number: bad, tally: \(bench.path("tally"))}
      good: {use: Constant}
      """)
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 1)
    #expect(end.lastLine.hasPrefix("1 computed, 0 reused, 1 failed, 1 skipped in "))
    #expect(
      end.errors.hasSuffix(
        "failed bad: pivot 3 is -1; raise ridge\n       toytool log b.yaml bad\n"))
    #expect(try bench.toy("log", "b.yaml", "bad").output.contains("pivot 3 is -1; raise ridge\n"))
    #expect(bench.tally == 0)
  }

  @Test(arguments: [
    ("trap", "the stage trapped (SIGILL)\ntoytool/Stages.swift"),
    ("abort", "the stage aborted (SIGABRT)"),
    ("exit", "the stage ended its process with status 5"),
    ("kill", "the stage was killed (SIGKILL), as the system does when memory runs out"),
    ("descriptor", "the stage wrote to descriptor 3, which is the worker's"),
  ])
  func `1 for a stage that takes its worker down, and others run`(
    way: String, message: String
  ) throws {
    try manifest(
      """
      bad: {use: Trouble, way: \(way)}
      one: {use: Constant, value: 2}
      two: {use: Counted, number: one, tally: \(bench.path("tally"))}
      """)
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 1)
    #expect(end.lastLine.hasPrefix("2 computed, 0 reused, 1 failed, 0 skipped in "))
    #expect(end.errors.contains("failed bad: \(message)"))
  }

  @Test func `1 for a stage that does not end in time`() throws {
    try manifest("bad: {use: Trouble, way: stubborn, timeout: 0.3}")
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 1)
    #expect(end.errors.contains("failed bad: the stage did not end within 0.3 s"))
  }

  @Test func `3 for a stage that needs more memory than there is`() throws {
    try manifest("bad: {use: Trouble, way: allocate}")
    #expect(try bench.toy("run", "b.yaml", "--memory", "1G").status == 3)
  }

  @Test func `what a stage prints goes to its log`() throws {
    try manifest("talk: {use: Trouble, way: print}")
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 0)
    #expect(!end.output.contains("said"))
    let log = try bench.toy("log", "b.yaml", "talk").output
    #expect(log.contains("\nsaid on standard error\n"))
    #expect(log.contains("\nsaid on standard output\n"))
  }
}
