import Foundation
import Testing

/// What a killed run of a long stage leaves, and what the next one makes of it.
@Suite struct `A killed long stage` {
  let bench: Bench
  static let rows = "row,value\n" + (0..<10).map { "\($0),\($0 * 3)\n" }.joined()

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", manifest(seconds: 0.05))
  }

  func manifest(seconds: Double, seed: Int = 3) -> String {
    """
    stages:
      rows: {use: Gathered, seed: \(seed), seconds: \(seconds), tally: \(bench.path("tally"))}

    """
  }

  /// Starts a run, waits until it has kept some rows, and kills it with its workers.
  func killMidway(_ arguments: [String], rows: Int = 4) throws {
    let before = bench.tally
    let running = try bench.start(arguments)
    for _ in 0..<2000 where bench.tally < before + rows { usleep(5_000) }
    kill(running.id, SIGKILL)
    _ = running.wait()
    try #require(bench.tally >= before + rows)
  }

  /// The files of checkpoints in the store.
  var kept: [String] {
    bench.snapshot(".malleus").keys.filter { $0.hasPrefix("checkpoints/") }.sorted()
  }

  @Test(arguments: [[], ["--in-process"]])
  func `goes on from the records that are there, with the same bytes`(flags: [String]) throws {
    try killMidway(["run", "a.yaml"] + flags)
    #expect(kept.count == 2)
    #expect(try bench.toy("run", "a.yaml", flags.first ?? "--verbose").status == 0)
    // A kill between a record and its line in the tally leaves one line too few.
    #expect((9...10).contains(bench.tally))
    #expect(bench.read("out/a/rows/table.csv") == Self.rows)
    #expect(kept.isEmpty)
    let log = try bench.toy("log", "a.yaml", "rows").output
    #expect(log.contains("records of ‘rows’ that were kept"))
  }

  @Test func `computes again from a record that rotted`() throws {
    try killMidway(["run", "a.yaml"], rows: 5)
    let payload = try #require(kept.first { $0.hasSuffix(".payload") })
    let path = bench.path(".malleus/" + payload)
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    // Rows are four bytes at first: the third one.
    bytes[9] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let before = bench.tally
    #expect(try bench.toy("run", "a.yaml").status == 0)
    #expect(bench.tally - before == 8)
    #expect(bench.read("out/a/rows/table.csv") == Self.rows)
  }

  @Test func `shares nothing with another question`() throws {
    try killMidway(["run", "a.yaml"])
    let before = bench.tally
    try bench.write("b.yaml", manifest(seconds: 0, seed: 2))
    #expect(try bench.toy("run", "b.yaml").status == 0)
    #expect(bench.tally - before == 10)
    #expect(kept.count == 2)
  }

  @Test func `is told by the upkeep of the store`() throws {
    try killMidway(["run", "a.yaml"])
    #expect(try bench.toy("store", "size").output.hasSuffix(" kept for an unfinished stage\n"))
    let verify = try bench.toy("store", "verify")
    #expect(verify.status == 0)
    #expect(verify.output == "0 artifacts and 0 records checked, 0 damaged\n")
    let first = try bench.toy("store", "gc").output
    #expect(
      first.hasSuffix(
        " kept for an unfinished stage; ‘toytool store gc --checkpoints’ removes it\n"))
    #expect(kept.count == 2)
    let second = try bench.toy("store", "gc", "--checkpoints").output
    #expect(second.hasPrefix("removed 0 artifacts, 0 records, 1 leftovers"))
    #expect(kept.isEmpty)
  }

  @Test func `kills at any instant leave the same answer and no checkpoint`() throws {
    let isFull = ProcessInfo.processInfo.environment["MALLEUS_RELIABILITY"] == "full"
    try bench.write("a.yaml", manifest(seconds: 0.01))
    for round in 0..<(isFull ? 100 : 5) {
      let arguments = ["run", "a.yaml", "--store", bench.path("s\(round)"), "--out", "o\(round)"]
      for _ in 0..<3 {
        let running = try bench.start(arguments)
        usleep(UInt32.random(in: 0...150_000))
        kill(running.id, SIGKILL)
        _ = running.wait()
      }
      let end = try bench.start(arguments).wait()
      #expect(end.status == 0, "\(end.errors)")
      #expect(bench.read("o\(round)/rows/table.csv") == Self.rows)
      try bench.toy("store", "gc", "--store", bench.path("s\(round)"))
      #expect(!bench.snapshot("s\(round)").keys.contains { $0.hasPrefix("checkpoints/") })
    }
  }
}
