import Foundation
import Testing

@Suite struct `Looking at a manifest` {
  let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("a.yaml", bench.chain())
  }

  @Test func `plans without making a store`() throws {
    let end = try bench.toy("plan", "a.yaml")
    #expect(end.status == 0)
    #expect(end.output.hasPrefix("run    start "))
    #expect(end.lastLine == "8 to run, 0 known")
    #expect(bench.snapshot(".malleus").isEmpty)
  }

  @Test func `says why nodes run`() throws {
    try bench.toy("run", "a.yaml")
    let end = try bench.toy("plan", "a.yaml", "--set", "base=6")
    #expect(end.output.hasPrefix("run    start"))
    #expect(end.output.contains("value 5 → 6"))
    #expect(end.output.contains("input number: start runs"))
    let known = try bench.toy("plan", "a.yaml")
    #expect(known.output == "0 to run, 8 known\n")
  }

  @Test(arguments: ["./a.yaml", "b/../a.yaml", "link.yaml"])
  func `knows a manifest again, however its path is written`(path: String) throws {
    #expect(try bench.script("mkdir b; ln -s a.yaml link.yaml; $toy run a.yaml").status == 0)
    let end = try bench.toy("plan", path, "--set", "base=6")
    #expect(end.output.contains("value 5 → 6"), "\(end.output)")
  }

  @Test func `checks, draws and describes`() throws {
    #expect(
      try bench.toy("check", "a.yaml").output
        == "a.yaml: no faults; 4 nodes, 8 with all variants\n")
    #expect(try bench.toy("graph", "a.yaml").output.hasPrefix("flowchart TD\n"))
    #expect(try bench.toy("graph", "a.yaml", "--format", "dot").output.hasPrefix("digraph"))
    #expect(
      try bench.toy("stages", "Constant").output == """
        Constant, version 1, yields Number
        A number.
        Source: arithmetic

        Settings:
          value  the number (a whole number, 0 to 1000000; default 1 apples)

        """)
    #expect(
      try bench.toy("stages", "Total").output == """
        Total, version 1, yields Table
        The sum of numbers, as a table.

        Inputs:
          numbers  Number, a list: what is added up

        """)
  }

  @Test func `shows nodes, their logs and small tables`() throws {
    let before = try bench.toy("show", "a.yaml", "table")
    #expect(
      before.output.contains("status         to run unless its inputs come out the same: new"))
    try bench.toy("run", "a.yaml")
    let table = try bench.toy("show", "a.yaml", "table")
    #expect(table.output.contains("yields         Table, rows 4\n"))
    #expect(table.output.contains("all, in sum     24"))
    let json = try bench.toy("show", "a.yaml", "table", "--json")
    #expect(
      json.output.contains(
        #""input numbers":["second[k=one]","second[k=two]","second[k=three]"]"#))
    let log = try bench.toy("log", "a.yaml", "first[k=two]")
    #expect(log.output.hasPrefix("first[k=two]: Counted, cores at first: "))
    #expect(log.output.contains("\nadding 2\ncomputed after "))
  }

  @Test func `exports parts under their own names, over namesakes when told`() throws {
    try bench.toy("run", "a.yaml")
    let first = try bench.toy("export", "a.yaml", "table", "--to", "x/y")
    #expect(first.output == "x/y/table.csv\n")
    #expect(bench.read("x/y/table.csv") == Bench.total)
    try bench.write("x/y/other", "")
    let second = try bench.toy("export", "a.yaml", "table", "--to", "x/y")
    #expect(second.status == 2)
    #expect(
      second.errors
        == "toytool: x/y is not empty; name another folder, or write over files there with --force\n"
    )
    #expect(try bench.toy("export", "a.yaml", "table", "--to", "x/y", "--force").status == 0)
    #expect(bench.snapshot("x").keys.sorted() == ["y/other", "y/table.csv"])
    let file = try bench.toy("export", "a.yaml", "table", "--to", "x/y/other", "--force")
    #expect(file.status == 2)
    #expect(file.errors == "toytool: x/y/other is no folder; name one\n")
    #expect(bench.read("x/y/other") == "")
    let here = try bench.toy("export", "a.yaml", "table", "--to", ".", "--force")
    #expect(here.errors == "toytool: . holds the working directory; name a folder of its own\n")
  }

  @Test func `exports into the folder behind a link, past what a killed export left`() throws {
    try bench.toy("run", "a.yaml")
    mkdir(bench.path("big"), 0o755)
    symlink("big", bench.path("link"))
    try bench.toy("export", "a.yaml", "table", "--to", "link")
    #expect(bench.read("big/table.csv") == Bench.total)
    for left in [".ex.new-1", ".ex.old-1"] {
      mkdir(bench.path(left), 0o755)
      try bench.write(left + "/half-written.npy", "x")
    }
    #expect(try bench.toy("export", "a.yaml", "table", "--to", "ex").status == 0)
    #expect(bench.snapshot("ex").keys.sorted() == ["table.csv"])
    #expect(!FileManager.default.fileExists(atPath: bench.path(".ex.new-1")))
    #expect(!FileManager.default.fileExists(atPath: bench.path(".ex.old-1")))
  }

  @Test func `results leave a person's empty folders where they are`() throws {
    try bench.toy("run", "a.yaml")
    try FileManager.default.createDirectory(
      atPath: bench.path("out/a/table/mine"), withIntermediateDirectories: false)
    try bench.toy("run", "a.yaml", "--set", "base=6")
    #expect(bench.read("out/a/table/table.csv") != Bench.total)
    #expect(FileManager.default.fileExists(atPath: bench.path("out/a/table/mine")))
  }

  @Test func `what else is in the folder is never looked into`() throws {
    try bench.toy("run", "a.yaml")
    // In the end a path that is longer than the system takes at once.
    let name = String(repeating: "d", count: 200)
    let making = try bench.script(
      """
      mkdir \(name) x; echo kept > \(name)/file
      for i in $(seq 25); do mkdir t; mv \(name) t; mv t \(name); done; mv \(name) x
      """)
    #expect(making.errors == "")
    let refused = try bench.toy("export", "a.yaml", "table", "--to", "x")
    #expect(refused.status == 2 && refused.errors.contains("x is not empty"))
    #expect(try bench.toy("export", "a.yaml", "table", "--to", "x", "--force").status == 0)
    #expect(try bench.script("find x -type f | wc -l").output == "2\n")
    #expect(try bench.script("rm -r x").status == 0)
  }

  @Test func `tells what a stage used beside what it promised, and warns when it was more`() throws
  {
    try bench.write(
      "b.yaml", "stages:\n  big: {use: Trouble, way: hog}\n  small: {use: Constant}\n")
    let run = try bench.toy("run", "b.yaml", "--json")
    let lines = run.output.split(separator: "\n").filter { $0.contains("\"event\":\"finished\"") }
    #expect(lines.contains { $0.contains("\"promised-memory\":\(1 << 20)}") })
    #expect(run.errors.contains("done   big  "))
    #expect(run.errors.contains(" of 1.0 MiB promised\nwarning big: used 6"))
    #expect(!run.errors.contains("warning small"))
    let log = try bench.toy("log", "b.yaml", "big").output
    #expect(
      log.contains("\nwarning: used 6")
        && log.contains(" of memory and had promised to need at most 1.0 MiB; "))
    #expect(log.contains(", peak memory 6") && log.hasSuffix(" of 1.0 MiB promised\n"))
  }

  @Test func `looks after the store`() throws {
    #expect(
      try bench.toy("store", "size").errors
        == "toytool: .malleus: there is no store here; run a manifest first, or name another store with --store\n"
    )
    try bench.toy("run", "a.yaml")
    #expect(try bench.toy("store", "size").output.hasPrefix(".malleus: 6 artifacts, 8 records, "))
    #expect(
      try bench.toy("store", "verify").output == "6 artifacts and 8 records checked, 0 damaged\n")
    #expect(
      try bench.toy("store", "gc").output
        == "removed 0 artifacts, 0 records, 0 leftovers and 0 damaged things: 0 B\n")
  }

  @Test func `computes nothing without the linear algebra, and says what to install`() throws {
    let run = try bench.toy("run", "a.yaml", environment: ["MALLEUS_OPENBLAS": "/nowhere.so"])
    #expect(run.status == 3)
    #expect(run.errors.hasPrefix("toytool: OpenBLAS could not be loaded: /nowhere.so"))
    #expect(run.errors.contains("Install it"))
    #expect(bench.read("tally") == nil)
  }

  @Test func `warns of an environment that slows numerics down`() throws {
    let end = try bench.toy("doctor", environment: ["OPENBLAS_CORETYPE": "Haswell"])
    #expect(end.output.contains("slow  OPENBLAS_CORETYPE  "))
    #expect(end.output.contains(".malleus does not exist yet; the first run makes it"))
  }
}
