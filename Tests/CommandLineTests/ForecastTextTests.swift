import CommandLine
import Engine
import Foundation
import Pipeline
import Testing

@Suite struct `What a run will take` {
  private static let forecast = Forecast(
    nodes: Array(
      repeating: .init(source: .operations, seconds: 1, memory: 1 << 20, bytes: 1 << 20),
      count: 1200)
      + [nil, .init(source: .timed, seconds: 3, memory: 17 << 30, bytes: 3 << 30), .init()],
    cores: 2,
    seconds: 19_100)

  @Test func `is said in one line`() {
    #expect(
      Self.forecast.words { "node \($0)" }
        == "about 5 h 20 min on 2 cores (1 as timed before, 1,200 from their operations, 1 unknown), "
        + "at most 17.0 GiB of memory for node 1201, 4.2 GiB in the store")
    let small = Forecast(nodes: [.init(source: .timed, seconds: 9)], cores: 1, seconds: 9)
    #expect(small.words { "\($0)" } == "about 9 s on one core (1 as timed before)")
  }

  @Test func `is told tools as numbers`() {
    #expect(
      Self.forecast.json { "node \($0)" }.line
        == #"{"event":"forecast","seconds":19100.0,"cores":2,"timed":1,"from-operations":1200,"#
        + #""unknown":1,"largest-memory":18253611008,"largest-memory-node":"node 1201","#
        + #""store-bytes":4479516672}"#)
  }

  @Test(
    arguments: [
      (5.2, "5 s"), (89.4, "89 s"), (100, "2 min"), (3599, "60 min"), (5400, "1 h 30 min"),
      (7190, "2 h"), (19_100, "5 h 20 min"), (100_000, "28 h"), (300_000, "3 days"),
      (.infinity, "11574074074 days"), (.nan, "0 s"), (-1, "0 s"),
    ])
  func `has few digits`(seconds: Double, text: String) {
    #expect(TimeText.rough(seconds) == text)
  }

  @Test(arguments: [1e19, 1e300, .infinity])
  func `never overflows`(seconds: Double) {
    #expect(TimeText.text(seconds) == "277777777777 h 47 min")
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func `groups thousands`(count: Int, text: String) {
    #expect(Forecast.grouped(count) == text)
  }

  @Test func `leaves the screen to as many stages as fit it`() {
    var board = ProgressBoard()
    board.totals = (needed: 9, finished: 0)
    for node in 0..<9 { board.start(node, name: "n\(node)", at: 0) }
    #expect(board.lines(at: 1, width: 80).count == 10)
    #expect(board.lines(at: 1, width: 80, height: 10).count == 10)
    let few = board.lines(at: 1, width: 80, height: 5)
    #expect(few.count == 5)
    #expect(few[3] == "  … and 6 more" && few[4].hasPrefix("0 of 9 nodes"))
    #expect(board.lines(at: 1, width: 80, height: 1).count == 2)
  }

  @Test func `is what the progress board begins with, before the pace is known`() {
    var board = ProgressBoard()
    board.cores = 2
    board.totals = (needed: 3, finished: 0)
    board.expect(100)
    board.start(0, name: "a", expected: 40, at: 0)
    #expect(board.lines(at: 1, width: 80).last == "0 of 3 nodes, 1.0 s, about 49.0 s left")
    // Without a word from the stage its time goes by as foretold, but for a twentieth.
    #expect(board.lines(at: 10, width: 80).last == "0 of 3 nodes, 10.0 s, about 40.0 s left")
    #expect(board.lines(at: 62, width: 80).last == "0 of 3 nodes, 1 min 2 s, about 1 min 41 s left")
    board.report(0, Progress(done: 1, total: 2, unit: "rows"))
    // A fifth of the work took 30 s.
    #expect(board.lines(at: 30, width: 80).last == "0 of 3 nodes, 30.0 s, about 2 min 0 s left")
    board.finish(0)
    board.totals = (needed: 3, finished: 1)
    board.expect(60)
    #expect(board.lines(at: 60, width: 80).last == "1 of 3 nodes, 1 min 0 s, about 1 min 30 s left")
  }
}

@Suite struct `A long plan` {
  private static let manifest = """
    stages:
      digits:  {use: SyntheticDigits, count: 40000}
      rows:    {use: Normalize, data: digits}
      network: {use: TrainMLP, data: rows, width: 4096, epochs: 500}
      kernel:  {use: EmpiricalNTK, network: network, data: rows, queries: rows}
      scores:  {use: Influence, kernel: kernel}

    """

  private func plan(_ arguments: String...) throws -> Bench.End {
    let bench = try Bench()
    try bench.write("a.yaml", Self.manifest)
    return try bench.start(["plan", "a.yaml"] + arguments, tool: "malleus").wait()
  }

  @Test func `says at its end what the run will take`() throws {
    let end = try plan()
    #expect(end.status == 0)
    let line = end.lastLine
    #expect(line.hasPrefix("5 to run, 0 known: about "))
    #expect(line.contains("(5 from their operations), at most "))
    #expect(line.contains(" of memory for scores, ") && line.hasSuffix(" in the store"))
  }

  @Test func `tells tools of each node and of the whole`() throws {
    let lines = try plan("--json").output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.count == 6)
    #expect(lines.dropLast().allSatisfy { $0["expected-from"] as? String == "operations" })
    #expect(lines.dropLast().allSatisfy { ($0["expected-seconds"] as? Double ?? 0) > 0 })
    let last = try #require(lines.last)
    #expect(last["event"] as? String == "forecast" && last["from-operations"] as? Int == 5)
    #expect(last["largest-memory"] as? Int == lines[4]["memory"] as? Int)
  }
}
