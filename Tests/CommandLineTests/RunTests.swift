import Foundation
import Testing

@Suite struct `Running a manifest` {
  let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", bench.chain())
  }

  @Test(arguments: [[], ["--in-process"]])
  func `computes everything once and writes what the run was for`(flags: [String]) throws {
    let first = try bench.start(["run", "a.yaml"] + flags).wait()
    #expect(first.status == 0)
    #expect(first.output.hasPrefix("out/a/table\n8 computed, 0 reused, 0 failed, 0 skipped in "))
    #expect(bench.read("out/a/table/table.csv") == Bench.total)
    #expect(bench.tally == 6)
    let second = try bench.start(["run", "a.yaml"] + flags).wait()
    #expect(second.status == 0)
    #expect(second.errors == "")
    #expect(second.lastLine.hasPrefix("0 computed, 8 reused, 0 failed, 0 skipped in "))
    #expect(bench.tally == 6)
  }

  @Test(arguments: [[], ["--in-process"]])
  func `hands the cores of a stage that ended to one that runs`(flags: [String]) throws {
    try bench.write(
      "b.yaml",
      """
      stages:
        short: {use: Cored, cores: 2, timeout: 60}
        long: {use: Cored, cores: 4, timeout: 60}
        table: {use: Total, numbers: [short, long]}

      """)
    let end = try bench.start(["run", "b.yaml", "--jobs", "4", "--json"] + flags)
      .wait()
    #expect(end.status == 0)
    let told = end.output.split(separator: "\n").filter {
      $0.contains(#""event":"cores""#) || $0.contains(#""event":"started""#)
    }
    #expect(
      told == [
        #"{"event":"started","node":"short","stage":"Cored","cores":2}"#,
        #"{"event":"started","node":"long","stage":"Cored","cores":2}"#,
        #"{"event":"cores","node":"long","cores":4}"#,
        #"{"event":"started","node":"table","stage":"Total","cores":4}"#,
      ])
  }

  @Test func `takes a store with a name of one letter`() throws {
    #expect(try bench.toy("run", "a.yaml", "--store", "s").status == 0)
    #expect(try bench.toy("run", "a.yaml", "--store", "t/u/").status == 0)
  }

  @Test func `computes what a change reaches and nothing else`() throws {
    try bench.toy("run", "a.yaml")
    let end = try bench.toy("run", "a.yaml", "--set", "sweep.k={one: 1, four: 4}")
    #expect(end.lastLine.hasPrefix("3 computed, 3 reused, 0 failed, 0 skipped in "))
    #expect(bench.tally == 8)
  }

  @Test func `runs the nodes that are asked for`() throws {
    let end = try bench.toy("run", "a.yaml", "first[k=two]")
    #expect(end.lastLine.hasPrefix("2 computed, 0 reused, 0 failed, 0 skipped in "))
    #expect(bench.read("out/a/table/table.csv") == nil)
  }

  @Test func `leaves outputs that are right untouched, and files of others alone`() throws {
    try bench.toy("run", "a.yaml", "--out", "here")
    let file = bench.path("here/table/table.csv")
    let before = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
    try bench.toy("run", "a.yaml", "--out", "here")
    let after = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
    #expect(before == after)
    try bench.write("here/table/notes.txt", "mine")
    try bench.write("here/table/table.csv", "spoilt")
    try bench.toy("run", "a.yaml", "--out", "here")
    #expect(bench.read("here/table/table.csv") == Bench.total)
    #expect(bench.read("here/table/notes.txt") == "mine")
    #expect(Set(bench.snapshot("here").keys) == ["table/table.csv", "table/notes.txt"])
  }

  @Test func `tells tools everything as lines of JSON`() throws {
    let end = try bench.toy("run", "a.yaml", "--json")
    let events = try end.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let names = events.compactMap { $0["event"] as? String }
    #expect(Set(names).isSuperset(of: ["totals", "started", "note", "finished", "ended"]))
    #expect(names.count { $0 == "finished" } == 8)
    #expect(events.last?["computed"] as? Int == 8)
  }

  @Test func `prints no colours where nobody asked`() throws {
    let plain = try bench.toy("run", "a.yaml")
    #expect(!(plain.output + plain.errors).contains("\u{1B}"))
    let coloured = try bench.toy("plan", "a.yaml", "--verbose", "--color", "always")
    #expect(coloured.output.contains("\u{1B}[32m"))
  }

  @Test func `keeps the store where it is told`() throws {
    try bench.toy("run", "a.yaml", "--store", "one", "--quiet")
    try bench.toy("run", "a.yaml", environment: ["MALLEUS_STORE": "two"])
    #expect(!bench.snapshot("one").isEmpty)
    #expect(!bench.snapshot("two").isEmpty)
    #expect(bench.snapshot(".malleus").isEmpty)
  }

  @Test func `tells on a page how it was made, outside of what is stored`() throws {
    try bench.write("p.yaml", bench.chain() + "\n  page: {use: Post, tables: table}\n")
    let command = ["run", "p.yaml", "--set", "base=5"]
    #expect(try bench.start(command).wait().output.hasPrefix("out/p/page\n"))
    let page = try #require(bench.read("out/p/page/index.html"))
    #expect(page.contains("toytool run p.yaml --set base=5"))
    #expect(bench.read("out/p/page/tables/sums.csv") == "a,b\n1,2\n")
    _ = try bench.start(command).wait()
    #expect(bench.read("out/p/page/index.html") == page)
    try bench.toy("export", "p.yaml", "page", "--to", "x")
    #expect(bench.read("x/index.html")?.contains("toytool run") == false)
    #expect(bench.read("x/tables/sums.csv") == "a,b\n1,2\n")
  }

  @Test func `answers the same on one core and on many`() throws {
    try bench.toy("run", "a.yaml", "--store", "one", "--out", "a", "--jobs", "1")
    try bench.toy("run", "a.yaml", "--store", "two", "--out", "b", "--jobs", "7")
    #expect(bench.snapshot("a") == bench.snapshot("b"))
  }
}
