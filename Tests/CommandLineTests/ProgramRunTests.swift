import Foundation
import Testing

/// The stage `Program` as a manifest has it, in worker processes.
@Suite struct `Programs of other languages` {
  let bench: Bench
  /// An argument that no other process has.
  let mark = "7\(Int.random(in: 100_000..<999_999))"

  init() throws {
    bench = try Bench()
    try bench.write("copy.sh", "cp inputs/figure/* output\n")
    try FileManager.default.createDirectory(
      atPath: bench.path("tmp"), withIntermediateDirectories: true)
  }

  func manifest(_ settings: String, then more: String = "") throws {
    try bench.write(
      "a.yaml",
      """
      stages:
        digits: {use: SyntheticDigits, count: 4, size: 8}
        others: {use: SyntheticDigits, count: 2, size: 8, seed: 2}
        rows: {use: Normalize, data: digits}
        queries: {use: Normalize, data: others, like: rows}
        kernel: {use: InfiniteNTK, data: rows, queries: queries}
        influence: {use: Influence, kernel: kernel}
        figure: {use: TopExamples, influence: influence, data: digits, count: 2}
        program: {use: Program, figure: figure, files: [copy.sh], \(settings)}
      \(more)
      """)
  }

  func run() throws -> Bench.End { try start().wait() }

  func start() throws -> Bench.Running {
    try bench.start(
      ["run", "a.yaml"], tool: "malleus", environment: ["TMPDIR": bench.path("tmp")])
  }

  /// How many sleeping processes have our mark.
  var sleepers: Int { processes { $0 == "sleep\0\(mark)\0" }.count }

  /// The workers of runs in our folder.
  var workers: [Int32] { processes { $0.contains("\0worker\0") && $0.contains(bench.folder) } }

  func processes(_ isMeant: (_ commandLine: String) -> Bool) -> [Int32] {
    let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return ids.compactMap { Int32($0) }.filter { id in
      let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      return isMeant(String(decoding: words, as: UTF8.self))
    }
  }

  /// Waits up to ten seconds for as many sleepers.
  func awaitSleepers(_ count: Int) -> Bool {
    for _ in 0..<500 {
      if sleepers == count { return true }
      usleep(20_000)
    }
    return false
  }

  /// What is left of scratch folders.
  var scratch: [String] {
    let homes = (try? FileManager.default.contentsOfDirectory(atPath: bench.path("tmp"))) ?? []
    return homes.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: bench.path("tmp/" + $0))) ?? []
    }
  }

  @Test func `run once, and again when a file of theirs changes`() throws {
    let settings = "run: [sh, files/copy.sh], yields: Figure"
    try manifest(settings)
    let first = try run()
    #expect(first.status == 0, "\(first.errors)")
    #expect(bench.snapshot("out/a/program").keys.sorted() == ["data.csv", "figure.svg"])
    #expect(try run().lastLine.hasPrefix("0 computed, "))
    try bench.write("copy.sh", "cp inputs/figure/* output # the same otherwise\n")
    #expect(try run().lastLine.hasPrefix("1 computed, "))
    #expect(scratch == [])
  }

  @Test func `fail with their last words`() throws {
    try manifest("run: [sh, -c, 'echo one >&2; echo two >&2; exit 4'], yields: Figure")
    let end = try run()
    #expect(end.status == 1)
    #expect(
      end.errors.contains(
        "failed program: ‘sh’ ended with status 4; the last it printed:\n  one\n  two\n"),
      "\(end.errors)")
  }

  @Test func `fit where the kind they yield does`() throws {
    try manifest(
      "run: [sh, files/copy.sh], yields: Figure",
      then: "  report: {use: Report, tables: [program]}\n")
    let end = try run()
    #expect(end.status == 2)
    #expect(end.errors.contains("‘tables’ takes Table, but ‘program’ yields Figure"))
  }

  @Test func `end with all that they started when their time is over`() throws {
    try manifest("run: [sh, -c, 'sleep \(mark) & sleep \(mark)'], yields: Figure, timeout: 1")
    let end = try run()
    #expect(end.status == 1)
    #expect(end.errors.contains("failed program: the stage did not end within 1.0 s"))
    #expect(awaitSleepers(0))
  }

  @Test func `end when their time is over, also where they lead a group of their own`() throws {
    try manifest("run: [timeout, '600', sleep, '\(mark)'], yields: Figure, timeout: 1")
    #expect(try run().status == 1)
    #expect(awaitSleepers(0))
  }

  @Test(arguments: ["timeout 600 sleep MARK", "setsid sleep MARK & sleep MARK"])
  func `end when their time is over, with what left their group`(script: String) throws {
    let words = script.replacing("MARK", with: mark)
    try manifest("run: [sh, -c, '\(words); true'], yields: Figure, timeout: 1")
    let end = try run()
    #expect(end.status == 1)
    #expect(end.errors.contains("failed program: the stage did not end within 1.0 s"))
    #expect(awaitSleepers(0))
    #expect(scratch == [])
  }

  @Test func `what cannot be stored under its name fails alone`() throws {
    let script =
      "cp inputs/figure/* output; mkdir output/tables; echo a > 'output/tables/my table.csv'"
    try bench.write("page.sh", script + "; echo '<p>' > output/index.html\n")
    try manifest(
      "run: [sh, files/page.sh], yields: Page",
      then: "  other: {use: SyntheticDigits, count: 3, size: 8, seed: 5}\n")
    let text = try #require(bench.read("a.yaml"))
    try bench.write("a.yaml", text.replacing("files: [copy.sh]", with: "files: [page.sh]"))
    let end = try run()
    #expect(end.status == 1)
    #expect(
      end.errors.contains(
        "failed program: an artifact's part cannot be called ‘tables/my table.csv’"),
      "\(end.errors)")
    #expect(end.errors.contains("done   other"), "\(end.errors)")
  }

  @Test(
    arguments: [SIGINT, SIGTERM],
    ["sh, -c, 'sleep MARK & sleep MARK'", "timeout, '600', sleep, 'MARK'"])
  func `end with all that they started when the run is interrupted`(
    signal: Int32, words: String
  ) throws {
    try manifest("run: [\(words.replacing("MARK", with: mark))], yields: Figure")
    let running = try start()
    #expect(awaitSleepers(words.hasPrefix("sh") ? 2 : 1))
    kill(running.id, signal)
    #expect(running.wait().status == 130)
    #expect(awaitSleepers(0))
    #expect(scratch == [])
  }

  @Test func `a result that vanished while others were computed is computed again`() throws {
    try manifest("run: [sh, files/copy.sh], yields: Figure")
    let arguments = ["run", "a.yaml", "figure"]
    #expect(try bench.start(arguments, tool: "malleus").wait().status == 0)
    let shown = try bench.start(["show", "a.yaml", "figure"], tool: "malleus").wait().output
    let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("where") })
    let folder = bench.path(String(try #require(line.split(separator: " ").last)))
    try bench.write(
      "copy.sh",
      """
      rm -r \(folder)
      cp files/data.csv files/figure.svg output
      echo "<!-- another -->" >>output/figure.svg
      """)
    try manifest("run: [sh, files/copy.sh], yields: Figure")
    let text = try #require(bench.read("a.yaml"))
    try bench.write(
      "a.yaml",
      text.replacing("figure: figure, ", with: "")
        .replacing("[copy.sh]", with: "[copy.sh, kept/data.csv, kept/figure.svg]"))
    let export = ["export", "a.yaml", "figure", "--to", "kept"]
    // The manifest names what is exported, so that it must be there before.
    try bench.write("b.yaml", text)
    #expect(
      try bench.start(export.map { $0 == "a.yaml" ? "b.yaml" : $0 }, tool: "malleus").wait().status
        == 0)
    let end = try run()
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("warning: figure: the store does not hold the artifact "))
    #expect(bench.read("out/a/program/figure.svg")?.hasSuffix("<!-- another -->\n") == true)
    #expect(bench.snapshot("out/a/figure").keys.sorted() == ["data.csv", "figure.svg"])
  }

  @Test func `of a run that was killed at once keep nobody from computing the same`() throws {
    let script = "if [ -e \(bench.path("again")) ]; then sh files/copy.sh; else sleep \(mark); fi"
    try manifest("run: [sh, -c, '\(script)'], yields: Figure")
    let running = try start()
    #expect(awaitSleepers(1))
    let all = workers
    for id in all + [running.id] { kill(id, SIGKILL) }
    _ = running.wait()
    #expect(!all.isEmpty)
    try bench.write("again", "")
    #expect(try run().status == 0)
    #expect(bench.snapshot("out/a/program").keys.sorted() == ["data.csv", "figure.svg"])
    for id in processes({ $0 == "sleep\0\(mark)\0" }) { kill(id, SIGKILL) }
  }

  @Test func `end when the run is killed, and the next run removes what was left`() throws {
    try manifest("run: [sh, -c, 'sleep \(mark) & sleep \(mark)'], yields: Figure")
    let running = try start()
    #expect(awaitSleepers(2))
    kill(running.id, SIGKILL)
    _ = running.wait()
    #expect(awaitSleepers(0))
    #expect(scratch.count == 1)
    try manifest("run: [sh, files/copy.sh], yields: Figure")
    #expect(try run().status == 0)
    #expect(scratch == [])
  }
}
