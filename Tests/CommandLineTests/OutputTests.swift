import Foundation
import Testing

/// What happens between the last stage and the files that people read.
@Suite struct `Results on their way to files` {
  let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", manifest())
  }

  /// Two tables, and what else is given.
  func manifest(_ more: String = "") -> String {
    bench.chain() + "\n  sums: {use: Total, numbers: \"first[*]\"}\n" + more
  }

  /// Where an artifact of a.yaml lies in the store.
  func object(of node: String) throws -> String {
    let shown = try bench.toy("show", "a.yaml", node).output.split(separator: "\n")
    let line = try #require(shown.first { $0.hasPrefix("where") })
    return bench.path(String(try #require(line.split(separator: " ").last)))
  }

  /// Starts a run that takes a second, and removes both known results meanwhile.
  func runLosingResults(_ more: String = "") throws -> Bench.Running {
    try bench.toy("run", "a.yaml")
    let objects = try [object(of: "table"), object(of: "sums")]
    try FileManager.default.removeItem(atPath: bench.path("out"))
    try bench.write(
      "a.yaml",
      manifest(
        "  slow: {use: Counted, number: start, add: 70, tally: \(bench.path("tally")), seconds: 2}\n"
          + more))
    let running = try bench.start(["run", "a.yaml", "--json"])
    try #require(awaitOutput(of: running, containing: #""event":"started","node":"slow""#))
    for object in objects { try FileManager.default.removeItem(atPath: object) }
    return running
  }

  func awaitOutput(of running: Bench.Running, containing text: String) -> Bool {
    for _ in 0..<2000 {
      let said = try? String(contentsOfFile: running.files.output, encoding: .utf8)
      if said?.contains(text) == true { return true }
      usleep(10_000)
    }
    return false
  }

  @Test func `all that vanished are computed again in the same run`() throws {
    let end = try runLosingResults().wait()
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("warning: table: the store does not hold the artifact "))
    #expect(end.errors.contains("warning: sums: the store does not hold the artifact "))
    #expect(bench.read("out/a/table/table.csv") == Bench.total)
    #expect(bench.read("out/a/sums/table.csv") != nil)
    #expect(bench.tally == 7)
  }

  @Test func `nothing else is done twice for their sake`() throws {
    let end = try runLosingResults("  bad: {use: Trouble, way: fail}\n").wait()
    #expect(end.status == 1)
    #expect(end.errors.split(separator: "\n").count { $0.contains("pivot 3 is -1") } == 1)
    #expect(bench.read("out/a/table/table.csv") == Bench.total)
    #expect(bench.tally == 7)
  }

  @Test func `whoever interrupts is not served a second time`() throws {
    let running = try runLosingResults()
    kill(running.id, SIGINT)
    let end = running.wait()
    #expect(end.status == 130)
    #expect(end.errors.contains("warning: table: the store does not hold the artifact "))
    #expect(end.output.split(separator: "\n").count { $0.contains(#""event":"ended""#) } == 1)
  }

  @Test func `what was planned is computed again, though the manifest was edited`() throws {
    let running = try runLosingResults()
    try bench.write("a.yaml", manifest().replacing("base: 5", with: "base: 6"))
    #expect(running.wait().status == 0)
    #expect(bench.read("out/a/table/table.csv") == Bench.total)
  }

  @Test func `who waits for another run's results says so, and can be interrupted`() throws {
    try FileManager.default.createDirectory(
      atPath: bench.path("out/a"), withIntermediateDirectories: true)
    let folder = open(bench.path("out/a"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #expect(flock(folder, LOCK_EX) == 0)
    let running = try bench.start(["run", "a.yaml"])
    for _ in 0..<2000 {
      if (try? String(contentsOfFile: running.files.errors, encoding: .utf8))?
        .contains("waiting: another run writes results into out/a") == true
      {
        break
      }
      usleep(10_000)
    }
    kill(running.id, SIGTERM)
    let end = running.wait()
    close(folder)
    #expect(end.status == 130)
    #expect(end.errors.contains("waiting: another run writes results into out/a\n"))
    #expect(
      end.errors.hasSuffix(
        "interrupted while another run wrote results into out/a; what was computed is kept\n"))
    #expect(try bench.toy("run", "a.yaml").lastLine.hasPrefix("0 computed, 9 reused"))
  }

  @Test func `a new file beside a result goes when nobody writes it any more`() throws {
    try bench.toy("run", "a.yaml")
    try bench.write("out/a/table/notes", "mine")
    try bench.write("out/a/table/.table.csv.new-1", "left")
    try bench.write("out/a/table/.table.csv.new-2", "being written")
    let writer = open(bench.path("out/a/table/.table.csv.new-2"), O_RDONLY | O_CLOEXEC)
    #expect(flock(writer, LOCK_EX) == 0)
    try bench.toy("run", "a.yaml", "--set", "base=6")
    close(writer)
    #expect(
      bench.snapshot("out/a/table").keys.sorted() == [".table.csv.new-2", "notes", "table.csv"])
    #expect(bench.read("out/a/table/table.csv") != Bench.total)
  }

  @Test func `a link that leads nowhere is no place for results, said before anything is computed`()
    throws
  {
    symlink("/nowhere/at all", bench.path("out"))
    let end = try bench.toy("run", "a.yaml")
    #expect(end.status == 3)
    #expect(
      end.errors
        == "toytool: out/a: results cannot be written here: ‘out’: it is a link that leads nowhere; name another folder with --out\n"
    )
    #expect(bench.tally == 0)
  }

  @Test func `a link at a result's place is followed`() throws {
    try #require(
      try bench.script("mkdir -p target out/a; ln -s ../../target out/a/sums").status == 0)
    #expect(try bench.toy("run", "a.yaml").status == 0)
    let type = try FileManager.default.attributesOfItem(atPath: bench.path("out/a/sums"))[.type]
    #expect(type as? FileAttributeType == .typeSymbolicLink)
    #expect(bench.snapshot("target").keys.contains("table.csv"))
  }

  @Test func `what cannot be written keeps nothing else from being written`() throws {
    try #require(try bench.script("mkdir -p out/a/sums/table.csv/x").status == 0)
    let end = try bench.toy("run", "a.yaml")
    #expect(end.status == 3)
    #expect(end.errors.contains("toytool: out/a/sums/table.csv: cannot write: "), "\(end.errors)")
    #expect(bench.read("out/a/table/table.csv") != nil)
    #expect(end.output.contains(" computed, 0 reused, 0 failed, 0 skipped in "))
  }

  @Test(arguments: ["", "--in-process"])
  func `a run goes on when nobody reads what it says`(flag: String) throws {
    let end = try bench.script("$toy run a.yaml --json \(flag) | head -1")
    #expect(end.status == 0)
    #expect(try bench.toy("plan", "a.yaml").lastLine == "0 to run, 9 known")
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere"))
  func `a result's own folder that cannot be written is found before anything is computed`() throws
  {
    try FileManager.default.createDirectory(
      atPath: bench.path("out/a/table"), withIntermediateDirectories: true)
    chmod(bench.path("out/a/table"), 0o500)
    let end = try bench.toy("run", "a.yaml")
    #expect(end.status == 3)
    #expect(end.errors.contains("out/a/table: results cannot be written here"))
    #expect(bench.tally == 0)
  }

  @Test func `a failure names its log only where there is one`() throws {
    try bench.write("big.yaml", "stages:\n  big: {use: Trouble, way: allocate}\n")
    let big = try bench.toy("run", "big.yaml")
    #expect(big.status == 3)
    #expect(!big.errors.contains("toytool log"))
    try bench.write("bad.yaml", "stages:\n  bad: {use: Trouble, way: fail}\n")
    #expect(try bench.toy("run", "bad.yaml").errors.contains("toytool log bad.yaml bad"))
  }
}
