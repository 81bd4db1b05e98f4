import Foundation
import Testing

/// What kills, interrupts and neighbours may cost: time, and never an answer.
@Suite struct `Whatever happens` {
  /// How many times the random tests are repeated; MALLEUS_RELIABILITY=full asks for more.
  static let isFull = ProcessInfo.processInfo.environment["MALLEUS_RELIABILITY"] == "full"

  let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", bench.chain(seconds: 0.02))
  }

  /// The ids of processes whose command line names the bench's store.
  func processes(of store: String) -> [Int32] {
    let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return ids.compactMap { Int32($0) }.filter { id in
      let line = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(bench.path(store))
    }
  }

  /// Waits until `condition` holds; far longer than it takes.
  func wait(until condition: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted run ends with its workers and keeps what it has`(signal: Int32) throws {
    try bench.write("slow.yaml", bench.chain(seconds: 20))
    let running = try bench.start(["run", "slow.yaml", "--store", bench.path("s")])
    try #require(wait { processes(of: "s").count > 1 })
    usleep(200_000)
    let start = ContinuousClock.now
    kill(running.id, signal)
    let end = running.wait()
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(end.status == 130)
    #expect(end.errors.hasSuffix("interrupted; what was computed is kept\n"))
    #expect(wait { processes(of: "s").isEmpty })
    #expect(bench.snapshot("s").keys.filter { $0.hasPrefix("tmp/") } == [])
    let plan = try bench.toy("plan", "slow.yaml", "--store", bench.path("s"))
    #expect(plan.lastLine.hasPrefix("7 to run, 1 known"))
  }

  @Test func `a stage that listens to nothing is ended too`() throws {
    try bench.write("b.yaml", "stages:\n  bad: {use: Trouble, way: stubborn}\n")
    let running = try bench.start(["run", "b.yaml", "--store", bench.path("s")])
    try #require(wait { processes(of: "s").count > 1 })
    usleep(300_000)
    let start = ContinuousClock.now
    kill(running.id, SIGINT)
    #expect(running.wait().status == 130)
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(wait { processes(of: "s").isEmpty })
  }

  @Test func `a kill at any instant costs only time`() throws {
    try bench.toy("run", "a.yaml", "--store", bench.path("whole"), "--out", "whole-out")
    let expected = bench.snapshot("whole-out")
    for round in 0..<(Self.isFull ? 500 : 20) {
      let store = "s\(round)"
      let arguments = ["run", "a.yaml", "--store", bench.path(store), "--out", store + "-out"]
      let running = try bench.start(arguments)
      usleep(UInt32.random(in: 0...300_000))
      kill(running.id, SIGKILL)
      _ = running.wait()
      let end = try bench.start(arguments).wait()
      #expect(end.status == 0, "\(end.errors)")
      #expect(bench.snapshot(store + "-out") == expected)
      #expect(wait { processes(of: store).isEmpty })
      let verify = try bench.toy("store", "verify", "--store", bench.path(store))
      #expect(verify.output == "6 artifacts and 8 records checked, 0 damaged\n")
      try FileManager.default.removeItem(atPath: bench.path(store))
    }
  }

  @Test func `what a killed writer left beside the results is removed`() throws {
    try bench.toy("run", "a.yaml", "--out", "out")
    let expected = bench.snapshot("out")
    let leftover = bench.path("out/.table.new-12345")
    try FileManager.default.createDirectory(atPath: leftover, withIntermediateDirectories: true)
    try bench.write("out/.table.new-12345/table.csv", "")
    try bench.write("out/.table.new-mine", "kept")
    try bench.toy("run", "a.yaml", "--out", "out")
    #expect(bench.read("out/.table.new-mine") == "kept")
    try FileManager.default.removeItem(atPath: bench.path("out/.table.new-mine"))
    #expect(bench.snapshot("out") == expected)
  }

  @Test func `after kills the store holds no more than without them`() throws {
    try bench.toy("run", "a.yaml", "--store", bench.path("whole"))
    try bench.toy("store", "gc", "--store", bench.path("whole"))
    for _ in 0..<5 {
      let running = try bench.start(["run", "a.yaml", "--store", bench.path("s")])
      usleep(UInt32.random(in: 0...200_000))
      kill(running.id, SIGKILL)
      _ = running.wait()
    }
    #expect(wait { processes(of: "s").isEmpty })
    try bench.toy("run", "a.yaml", "--store", bench.path("s"))
    try bench.toy("store", "gc", "--store", bench.path("s"))
    func listing(_ store: String) -> Set<String> {
      Set(bench.snapshot(store).keys.filter { $0.hasPrefix("objects/") || $0.hasPrefix("tmp/") })
    }
    #expect(listing("s") == listing("whole"))
  }

  @Test func `what somebody removed from the store is told and computed again`() throws {
    try bench.toy("run", "a.yaml")
    let shown = try bench.toy("show", "a.yaml", "table").output.split(separator: "\n")
    let folder = try #require(shown.first { $0.hasPrefix("where") }?.split(separator: " ").last)
    try FileManager.default.removeItem(atPath: bench.path(String(folder)))
    let verify = try bench.toy("store", "verify")
    #expect(verify.status == 0)
    #expect(
      verify.output == "5 artifacts and 8 records checked, 0 damaged; "
        + "a recorded artifact is not there and will be computed again\n")
    #expect(try bench.toy("run", "a.yaml").lastLine.hasPrefix("1 computed, 7 reused"))
  }

  @Test func `two runs on one store compute each stage once`() throws {
    for round in 0..<(Self.isFull ? 200 : 5) {
      let store = bench.path("s\(round)")
      let before = bench.tally
      let count = Self.isFull ? [2, 4, 8, 32][round % 4] : 3
      let runs = try (0..<count).map { index in
        try bench.start(["run", "a.yaml", "--store", store, "--out", "out\(index)"])
      }
      var computed = 0
      for run in runs {
        let end = run.wait()
        #expect(end.status == 0, "\(end.errors)")
        computed += end.lastLine.split(separator: " ").first.flatMap { Int($0) } ?? 0
      }
      #expect(bench.tally - before == 6)
      // Whoever waited for an answer does not count it as its own.
      #expect(computed == 8)
      for index in 0..<count { #expect(bench.read("out\(index)/table/table.csv") == Bench.total) }
    }
  }

  @Test func `who waits for another run says for whom, and leaves it the log`() throws {
    try bench.write(
      "one.yaml",
      """
      stages:
        start: {use: Constant}
        long: {use: Counted, number: start, tally: \(bench.path("tally")), seconds: 6}
      """)
    let store = bench.path("s")
    let first = try bench.start(["run", "one.yaml", "--store", store])
    // The worker has begun; the long stage takes longer than what comes before it.
    try #require(wait { processes(of: "s").count > 1 })
    usleep(1_000_000)
    let second = try bench.toy("run", "one.yaml", "--store", store)
    #expect(first.wait().status == 0)
    #expect(second.status == 0)
    #expect(second.lastLine.hasPrefix("0 computed, 2 reused"))
    let lines = second.errors.split(separator: "\n")
    #expect(
      lines.contains {
        $0.hasPrefix("waiting long: process ") && $0.hasSuffix(" computes the same")
      })
    #expect(lines.contains("known  long  computed by another run"))
    #expect(bench.tally == 1)
    let log = try bench.toy("log", "one.yaml", "long", "--store", store).output
    #expect(log.contains("\nadding 1\ncomputed after ") && !log.contains("waiting"))
  }

  @Test func `runs that write to one folder leave whole results and nothing else`() throws {
    for round in 0..<(Self.isFull ? 50 : 4) {
      let runs = try (0..<4).map { index in
        try bench.start(["run", "a.yaml", "--out", "out\(round)", "--set", "base=\(index % 2)"])
      }
      for run in runs {
        let end = run.wait()
        #expect(end.status == 0, "\(end.errors)")
      }
      let folder = bench.path("out\(round)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["table"])
      #expect(bench.snapshot("out\(round)").keys.sorted() == ["table/table.csv"])
    }
  }

  @Test func `logs outlive garbage collection as long as what they tell of`() throws {
    try bench.toy("run", "a.yaml")
    let log = try bench.toy("log", "a.yaml", "first[k=two]").output
    try bench.write("bad.yaml", "stages:\n  bad: {use: Trouble, way: fail}\n")
    #expect(try bench.toy("run", "bad.yaml").status == 1)
    #expect(try bench.toy("log", "bad.yaml", "bad").output.contains("\nfailed after "))
    try bench.toy("store", "gc")
    #expect(try bench.toy("log", "a.yaml", "first[k=two]").output == log)
    let end = try bench.toy("log", "bad.yaml", "bad")
    #expect(end.status == 2)
    #expect(
      end.errors == "toytool: ‘bad’ has no log; it did not run with this store, or it failed and "
        + "‘toytool store gc’ came after\n")
  }

  @Test func `a store that others may write to is used when told, by workers too`() throws {
    try bench.toy("run", "a.yaml", "first[k=one]")
    #expect(chmod(bench.path(".malleus"), 0o770) == 0)
    let refused = try bench.toy("run", "a.yaml")
    #expect(refused.status == 3)
    #expect(refused.errors.contains("others may write here (mode 770)"))
    #expect(try bench.toy("run", "a.yaml", "--trust").lastLine.hasPrefix("6 computed, 2 reused"))
    #expect(try bench.toy("store", "gc", "--trust", "--alone").status == 0)
  }

  @Test func `an orphan publishes nothing`() throws {
    try bench.write("slow.yaml", bench.chain(seconds: 1))
    let running = try bench.start(["run", "slow.yaml", "--store", bench.path("s")])
    try #require(wait { processes(of: "s").count > 1 })
    kill(running.id, SIGKILL)
    _ = running.wait()
    #expect(wait { processes(of: "s").isEmpty })
    let records = bench.snapshot("s").keys.count { $0.hasPrefix("records/") }
    usleep(1_500_000)
    #expect(bench.snapshot("s").keys.count { $0.hasPrefix("records/") } == records)
    #expect(bench.tally == 0)
  }

  @Test func `a stage that changes its input is found out`() throws {
    try bench.write("one.yaml", "stages:\n  number: {use: Constant, value: 4}\n")
    try bench.toy("run", "one.yaml")
    let file = try #require(
      bench.snapshot(".malleus").keys.first { $0.hasSuffix("/number.txt") })
    let path = bench.path(".malleus/" + file)
    try bench.write(
      "b.yaml",
      """
      stages:
        number: {use: Constant, value: 4}
        bad: {use: Trouble, number: number, way: input, path: "\(path)"}

      """)
    let end = try bench.toy("run", "b.yaml")
    #expect(end.status == 3)
    #expect(end.lastLine.contains("1 failed"))
    #expect(try bench.toy("store", "verify").status == 0)
    #expect(try bench.toy("run", "one.yaml").status == 0)
    let shown = try bench.toy("show", "one.yaml", "number")
    #expect(shown.output.contains("yields         Number, value 4"))
  }

  @Test func `a file that changes while the run goes on is not used`() throws {
    try bench.write("data", "first")
    try bench.write(
      "b.yaml",
      """
      stages:
        number: {use: Constant}
        slow: {use: Counted, number: number, seconds: 1, tally: "\(bench.path("tally"))"}
        other: {use: Counted, number: number, seconds: 1, add: 2, tally: "\(bench.path("tally"))"}
        length: {use: FileLength, file: data}

      """)
    let running = try bench.start(["run", "b.yaml", "--jobs", "1"])
    try #require(wait { bench.snapshot(".malleus").keys.contains { $0.hasPrefix("records/") } })
    try bench.write("data", "second")
    let end = running.wait()
    let isUsedBefore = end.status == 0
    if !isUsedBefore {
      #expect(end.status == 3)
      #expect(end.errors.contains("it changed after the run was planned; run again"))
    }
    #expect(try bench.toy("run", "b.yaml").status == 0)
    #expect(try bench.toy("show", "b.yaml", "length").output.contains("value 6"))
  }
}
