import Foundation
import Pipeline
import Stages
import Synchronization
import Testing

@Suite("Program") struct ProgramTests {
  static let numbers = Table(
    "Numbers", columns: [.integer("number", [3, 1, 2]), .number("half", [1.5, 0.5, nil])])

  /// What a script that gets `inputs/numbers` yields.
  static func table(
    _ script: String, environment: SettingText = "",
    isCancelled: @escaping @Sendable () -> Bool = { false },
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> ProgramOutput {
    let inputs = try Inputs().wiring(numbers, to: OpenPort("numbers"))
    return try prepared(
      ["run": ["/bin/sh", "files/script.sh"], "files": ["script.sh"], "environment": environment],
      inputs
    ).run(
      inputs,
      in: Context(
        open: { _ in .success(Array(script.utf8)) }, isCancelled: isCancelled, note: note))
  }

  static func prepared(_ settings: [String: SettingText], _ inputs: Inputs) throws -> Program {
    let given = settings.sorted { $0.key < $1.key }.map { NamedSetting($0.key, $0.value) }
    let ports = inputs.wiredPorts.map { ($0, [Wiring(stage: "Any")]) }
    let wiring = Wiring(stage: "Program", ports: Dictionary(uniqueKeysWithValues: ports))
    let stage = try StageType(Program.self).prepare(given, wiring: wiring).get().stage
    return try #require(stage as? Program)
  }

  static func message(_ script: String, environment: SettingText = "") -> String? {
    #expect(throws: StageError.self) { try table(script, environment: environment) }?.message
  }

  static let copy = "cp inputs/numbers/* output"

  @Test func `reads parts as files and yields what it writes`() throws {
    let script = """
      awk -F, 'NR == 1 { print; next } { printf "%d,%s\\n", 10 * $1, $2 }' \
        inputs/numbers/table.csv > output/table.csv
      cp inputs/numbers/table.json output
      """
    let table = try #require(Self.table(script).artifact as? Table)
    #expect(table["number"]?.values.numbers == [30, 10, 20])
    #expect(table["half"]?.values.numbers == [1.5, 0.5, nil])
  }

  @Test func `finds the same surroundings everywhere`() throws {
    let notes = Mutex<[String]>([])
    _ = try Self.table(
      Self.copy + "; env | sort; ls; wc -c < /dev/stdin",
      environment: .map([.init("GREETING", "a b"), .init("TZ", "CET")]),
      note: { line in notes.withLock { $0.append(line) } })
    let lines = notes.withLock { $0 }.filter { !$0.hasPrefix("PWD=") && !$0.hasPrefix("_=") }
    let home = try #require(lines.first { $0.hasPrefix("HOME=") }?.dropFirst(5))
    #expect(
      lines.filter { !$0.hasPrefix("OLDPWD") && !$0.hasPrefix("SHLVL") } == [
        "GREETING=a b", "HOME=\(home)", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin",
        "PYTHONHASHSEED=0", "SOURCE_DATE_EPOCH=0", "TMPDIR=\(home)/temporary", "TZ=CET", "files",
        "inputs", "output", "temporary", "0",
      ])
    #expect(!FileManager.default.fileExists(atPath: String(home)))
  }

  static let failures: [(what: String, script: String, message: String)] = [
    (
      "a status that is not 0", "echo one; echo two >&2; exit 3",
      "‘/bin/sh’ ended with status 3; the last it printed:\n  one\n  two"
    ),
    ("silence", "exit 1", "‘/bin/sh’ ended with status 1; it printed nothing"),
    ("a signal", "kill -9 $$", "‘/bin/sh’ was ended by signal 9; it printed nothing"),
    (
      "no output", "true",
      "‘/bin/sh’ wrote nothing into the folder output; write the parts of the artifact there; "
        + "it printed nothing"
    ),
    (
      "half of an artifact", "cp inputs/numbers/table.csv output; echo hm",
      "what ‘/bin/sh’ wrote into output is no Table: the stored part table.json cannot be read: "
        + "the artifact has no part of this name; write the parts that ‘malleus export’ gives for "
        + "this kind; the last it printed:\n  hm"
    ),
    (
      "a cell that is no number", Self.copy + "; printf 'number,half\\nx,1\\n' > output/table.csv",
      "what ‘/bin/sh’ wrote into output is no Table: the stored part table.csv cannot be read: "
        + "‘x’ in the column number; write the parts that ‘malleus export’ gives for this kind; "
        + "it printed nothing"
    ),
    (
      "a link", Self.copy + "; ln -s /etc/passwd output/x",
      "output/x is a symbolic link, not a plain file; write the parts of the artifact as plain files"
    ),
    (
      "a link for the folder itself", "rmdir output; ln -s inputs/numbers output",
      "output is a symbolic link now, not the folder that was there; "
        + "write into the folder output, which is there from the start"
    ),
    (
      "more than fits into memory", Self.copy + "; truncate -s 8T output/x",
      "output/x has 8796093022208 bytes, and with what else is there they do not fit into memory; "
        + "write what is temporary into the folder temporary"
    ),
    (
      "a pipe", Self.copy + "; mkfifo output/x",
      "output/x is a pipe, not a plain file; write the parts of the artifact as plain files"
    ),
    (
      "folders in folders", "mkdir -p output/a/b/c",
      "output/a/b/c is a folder too deep inside others, not a plain file; "
        + "write the parts of the artifact as plain files"
    ),
  ]

  @Test(arguments: failures.map(\.what))
  func `what goes wrong is told in one sentence`(what: String) throws {
    let failure = try #require(Self.failures.first { $0.what == what })
    // Two streams have no common order, so they are made one.
    #expect(Self.message("exec 2>&1\n" + failure.script) == failure.message)
  }

  @Test func `only the last lines are told, cut and made readable`() throws {
    let script = """
      i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i + 1)); done
      head -c 5000 /dev/zero | tr '\\0' x; echo; printf 'a\\377b'; exit 1
      """
    let lines = try #require(Self.message(script)).split(separator: "\n").dropFirst()
    #expect(lines.count == 12 && lines.first == "  line 30" && lines.last == "  a\u{FFFD}b")
    #expect(lines.dropLast().last?.count == 2002)
  }

  @Test func `a flood of lines neither blocks nor fills the log`() throws {
    let count = Mutex(0)
    _ = try Self.table(
      Self.copy + "; yes | head -c 4000000 >&2",
      note: { line in count.withLock { $0 += line.utf8.count + 1 } })
    #expect((1 << 20..<1 << 21).contains(count.withLock { $0 }))
  }

  @Test func `folders that nobody may write to are removed with the rest`() throws {
    let home = Mutex("")
    _ = try Self.table(
      Self.copy + "; mkdir -p temporary/a/b; echo > temporary/a/b/c; chmod 555 temporary/a/b "
        + "temporary/a; pwd",
      note: { line in home.withLock { $0 = line } })
    let path = home.withLock { $0 }
    #expect(path.hasPrefix("/") && !FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: [
    (
      "no-such-program",
      "there is no program ‘no-such-program’; install it in one of /usr/local/bin:/usr/bin:/bin, "
        + "or give another PATH under ‘environment’"
    ),
    (
      "/dev/null",
      "there is no program ‘/dev/null’; give the path of an executable file, "
        + "or list it under ‘files’ and run files/NAME"
    ),
    (
      "files/odd",
      "‘files/odd’ cannot be started: Exec format error; "
        + "give a program that this machine can execute"
    ),
  ])
  func `a program that cannot run is named`(name: String, message: String) throws {
    let program = try Self.prepared(
      ["run": .scalar(name), "files": name == "files/odd" ? ["odd"] : []], Inputs())
    let error = #expect(throws: StageError.self) {
      try program.run(Inputs(), in: .files(["odd": [0, 1, 2]]))
    }
    #expect(error?.message == message)
  }

  @Test func `names of files are part of what is asked, their order is not`() throws {
    let files = try ProgramFiles(text: ["b/two.sh", "a/one.sh"])
    let text: SettingText = .map([
      .init("one.sh", .file("a/one.sh")), .init("two.sh", .file("b/two.sh")),
    ])
    #expect(files.text == text)
    #expect(try ProgramFiles(text: text).text == text)
    #expect(try ProgramFiles(text: ["a/one.sh", "b/two.sh"]).text == text)
    #expect(try ProgramFiles(text: "one.sh").text == .map([.init("one.sh", .file("one.sh"))]))
    #expect(try ProgramFiles(text: ProgramFiles().text).list.isEmpty)
    #expect(throws: SettingFault.self) {
      try ProgramFiles(text: .map([.init("z.sh", .file("a/one.sh"))]))
    }
  }

  @Test func `a file is run from its copy`() throws {
    let program = try Self.prepared(
      ["run": "files/copy", "files": ["tools/copy"]],
      Inputs().wiring(Self.numbers, to: OpenPort("numbers")))
    let output = try program.run(
      Inputs().wiring(Self.numbers, to: OpenPort("numbers")),
      in: .files(["tools/copy": Array("#!/bin/sh\n\(Self.copy)\n".utf8)]))
    #expect((output.artifact as? Table)?.csv == Self.numbers.csv)
  }

  static let faults: [([String: SettingText], String)] = [
    ([:], "Program needs ‘run’, the program and its arguments"),
    (
      ["run": "x", "files": ["a/x.py", "b/x.py"]], "two files are called ‘x.py’; rename one"
    ),
    (
      ["run": ["x", "inputs/number/table.csv"]],
      "‘inputs/number/table.csv’ will not be there: no port is called ‘number’"
    ),
    (
      ["run": ["x", "files/y.py"], "files": ["x.py"]],
      "‘files/y.py’ will not be there: ‘files’ lists no ‘y.py’"
    ),
    (["run": ["x", "a\0b"]], "no program gets an argument with a zero in it"),
    (
      ["run": "x", "environment": ["A"]],
      "expected a map from names of variables to their values, found ‘[A]’"
    ),
    (
      ["run": "x", "environment": .map([.init("A=B", "1")])],
      "‘A=B’ cannot be the name of a variable"
    ),
    (
      ["run": "x", "yields": "table"],
      "expected one of Dataset, Features, Network, Kernel, Influence, Table, Figure, Page, "
        + "found ‘table’"
    ),
  ]

  @Test(arguments: faults.indices)
  func `faults are found before a run`(index: Int) throws {
    let inputs = try Inputs().wiring(Self.numbers, to: OpenPort("numbers"))
    let error = #expect(throws: SettingFaults.self) {
      try Self.prepared(Self.faults[index].0, inputs)
    }
    #expect(error?.faults.map(\.message) == [Self.faults[index].1])
  }

  @Test func `every kind comes out as it went in`() throws {
    let artifacts: [any Artifact] = [
      try exampleDataset(), try exampleFeatures(), try exampleNetwork(), Self.numbers,
      Figure(svg: "<svg/>", data: Self.numbers),
      Page(html: "<p>", tables: [.init("one", text: "a\n")]),
    ]
    for artifact in artifacts { try check(artifact) }
  }

  private func check<Kind: Artifact>(_ artifact: Kind) throws {
    let inputs = try Inputs().wiring(artifact, to: OpenPort("x"))
    let program = try Self.prepared(
      ["run": ["cp", "-r", "inputs/x/.", "output"], "yields": .scalar(Kind.kind)], inputs)
    #expect(program.yields == Kind.kind)
    let output = try program.run(inputs, in: Context())
    #expect(output.artifact is Kind)
    let (parts, expected) = (try output.parts(), try artifact.parts())
    #expect(parts.map(\.name) == expected.map(\.name))
    for (part, other) in zip(parts, expected) { #expect(part.joined.array == other.joined.array) }
  }
}
