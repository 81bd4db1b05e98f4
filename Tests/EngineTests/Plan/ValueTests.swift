import Engine
import Pipeline
import Testing

@Suite struct ValueTests {
  /// The text of a setting of the first node of `stages`.
  private func setting(
    _ name: String, in scenario: Scenario = Scenario(), _ manifest: String
  ) throws -> SettingText? {
    let node = try scenario.plan(manifest).nodes.first
    return node?.prepared.settings.first { $0.name == name }?.text
  }

  @Test(arguments: [
    ("${a}", "1"), ("${a}-${b}", "1-x1"), ("$${a}", "${a}"), ("$a", "$a"), ("a$", "a$"),
    ("$$${a}", "$${a}"), ("5 $ ${a}", "5 $ 1"), ("", ""),
  ])
  func `text is filled in`(_ text: String, _ expected: String) throws {
    let manifest = """
      let: {a: 1, b: "x${a}", c: "${a}${b}"}
      stages:
        a: {use: Say, text: '\(text)'}
        b: {use: Say, text: "${c}"}
      """
    #expect(try setting("text", manifest) == .scalar(expected))
  }

  @Test func `a value that is the whole text may be a list`() throws {
    let manifest = """
      let: {one: 1, some: ["${one}", 2], same: "${some}"}
      stages:
        a: {use: Say, picks: "${same}"}
      """
    #expect(try setting("picks", manifest) == ["1", "2"])
  }

  @Test func `values within values are refused however deep they would be`() {
    let (open, close) = (String(repeating: "[", count: 50), String(repeating: "]", count: 50))
    let lets = (1..<250).map { "  v\($0): \(open)\"${v\($0 + 1)}\"\(close)" } + ["  v250: 1"]
    let faults = Scenario().faults(
      "let:\n\(lets.joined(separator: "\n"))\nstages:\n  a: {use: Say, picks: \"${v1}\"}\n")
    #expect(faults.contains("more than 64 lists and maps inside one another"))
  }

  @Test func `a list may stand behind many values in a row`() throws {
    let lets = (1..<100).map { "  v\($0): \"${v\($0 + 1)}\"" } + ["  v100: [1, 2]"]
    let manifest =
      "let:\n\(lets.joined(separator: "\n"))\nstages:\n  a: {use: Say, picks: \"${v1}\"}\n"
    #expect(try setting("picks", manifest) == ["1", "2"])
  }

  @Test(
    arguments: [
      ("timeout: 1", "", nil), ("", "timeout: 1", nil), ("timeout: 1", "timeout: 3", 3),
      ("timeout: 3", "timeout: 1", 3),
    ] as [(String, String, Double?)])
  func `of one question's time limits the most lenient counts`(
    first: String, second: String, limit: Double?
  ) throws {
    func node(_ timeout: String) -> String { "{use: Say\(timeout.isEmpty ? "" : ", " + timeout)}" }
    let plan = try Scenario().plan("stages:\n  a: \(node(first))\n  b: \(node(second))\n")
    #expect(plan.nodes.map(\.timeout) == [limit])
  }

  @Test func `overrides win over profiles, and profiles over lets`() throws {
    let manifest = """
      let: {often: 1, what: a}
      profiles:
        small: {often: 2, what: b}
      stages:
        a: {use: Say, times: "${often}", text: "${what}"}
      """
    let small = Scenario().profile("small")
    #expect(try setting("times", manifest) == "1")
    #expect(try setting("times", in: small, manifest) == "2")
    #expect(try setting("times", in: small.set("often=3", "often=4"), manifest) == "4")
    #expect(try setting("text", in: small.set("often=3"), manifest) == "b")
  }

  @Test func `a profile may replace a sweep and make a let needless`() throws {
    let manifest = """
      let: {base: 5, often: "${base}"}
      sweep: {n: [1, 2, 3]}
      profiles:
        small: {often: 2, n: [3]}
      stages:
        a: {use: Say, times: "${often}", text: "${n}"}
      """
    let plan = try Scenario().profile("small").plan(manifest)
    #expect(plan.nodes.map(\.name.description) == ["a[n=3]"])
  }

  @Test(arguments: [
    ("data/a", [String](), "/home/lab/data/a"),
    ("./data/a", [], "/home/lab/data/a"),
    ("../a", [], "/home/lab/../a"),
    ("/data/a", [], "/data/a"),
    ("${data}/a", [], "/home/lab/../mnist/a"),
    ("${data}/a", ["data=mnist"], "/home/mnist/a"),
    ("${data}/a", ["data=/mnist"], "/mnist/a"),
    ("sub/${data}", ["data=mnist"], "/home/lab/sub/mnist"),
    ("${none}${data}/a", ["data=mnist"], "/home/mnist/a"),
  ])
  func `paths begin in the manifest's folder, those of the command line in the working directory`(
    _ path: String, _ overrides: [String], _ expected: String
  ) throws {
    var scenario = Scenario().file(expected, "content")
    for other in ["/home/lab/../mnist", "/home/mnist", "/mnist", "/home/lab/"] {
      scenario = scenario.file(other, "other")
    }
    scenario.overrides = overrides
    let manifest = """
      let: {data: ../mnist, none: ""}
      stages:
        a: {use: Load, file: "\(path)", more: ["${data}", "${none}"]}
      """
    #expect(try setting("file", in: scenario, manifest) == .file(expected))
  }

  @Test func `a setting that names no file keeps its path as text`() throws {
    #expect(try setting("text", "stages:\n  a: {use: Say, text: data/a}\n") == "data/a")
  }

  @Test(arguments: [("90", 90.0), ("1.5", 1.5), ("10m", 600), ("30s", 30), ("2h", 7200)])
  func `a time limit is kept and enters no key`(_ text: String, _ seconds: Double) throws {
    let limited = try Scenario().plan("stages:\n  a: {use: Say, timeout: \(text)}\n")
    let free = try Scenario().plan("stages:\n  a: {use: Say}\n")
    #expect(limited.nodes.map(\.timeout) == [seconds])
    #expect(limited.key("a") == free.key("a"))
  }
}
