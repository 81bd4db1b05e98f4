import CommandLine
import Pipeline
import Testing

@Suite struct `Texts for people` {
  @Test(arguments: [
    (0.0, "0 ms"), (0.035, "35 ms"), (0.0999, "100 ms"), (0.1, "0.1 s"), (8.44, "8.4 s"),
    (59.94, "59.9 s"), (59.96, "1 min 0 s"), (125, "2 min 5 s"), (3599.7, "1 h 0 min"),
    (3780, "1 h 3 min"), (90000, "25 h 0 min"),
  ])
  func `tell times`(seconds: Double, text: String) {
    #expect(TimeText.text(seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (200 << 20, "200 MiB"),
    (3 << 30, "3.0 GiB"), (5 << 40, "5.0 TiB"),
  ])
  func `tell sizes`(bytes: Int, text: String) {
    #expect(ByteCount.text(bytes) == text)
  }

  @Test(
    arguments: [
      ("8G", 8 << 30), ("1.5g", 3 << 29), ("512MiB", 512 << 20), ("64kb", 64 << 10), ("100", 100),
      ("2T", 2 << 40), ("", nil), ("G", nil), ("-1G", nil), ("1e3", nil), ("nan", nil), ("0", nil),
      ("9999999999T", nil), ("8 G", nil),
    ] as [(String, Int?)])
  func `give sizes`(text: String, bytes: Int?) {
    #expect(ByteCount.parse(text) == bytes)
  }

  @Test func `survive a shell`() {
    #expect(shellQuoted("flips[arch=2L-ReLU]") == "'flips[arch=2L-ReLU]'")
    #expect(shellQuoted("a/b-c.yaml") == "a/b-c.yaml")
    #expect(shellQuoted("it's") == "'it'\\''s'")
    #expect(shellQuoted("") == "''")
  }

  @Test func `are valid JSON in one order`() {
    let value: JSON = [
      "b": [1, 2.5, true], "a": "q\"\\\n\u{1}ü", "n": JSON(String?.none), "x": .number(.nan),
    ]
    #expect(value.line == #"{"b":[1,2.5,true],"a":"q\"\\\n\u0001ü","n":null,"x":null}"#)
  }

  static func headings(_ types: String...) -> [UInt8] {
    let columns = types.map { "{\"name\": \"x\", \"type\": \"\($0)\", \"unit\": null}" }
    return Array("{\"title\": \"\", \"columns\": [\(columns.joined(separator: ", "))]}".utf8)
  }

  @Test func `leave text in tables as it is, though it looks like a number`() {
    let csv = Array("label,value\r\n007,1\r\n0.10,2\r\n1e3,3\r\n".utf8)
    let table = CSVTable(csv: csv, headings: Self.headings("text", "number"))
    let words = table.text(rows: 3).split { " \n".contains($0) }
    #expect(["007", "0.10", "1e3"].allSatisfy { words.contains($0[...]) })
    #expect(CSVTable(csv: csv, headings: nil).text(rows: 3).contains("1000"))
  }

  @Test func `show tables that were stored`() {
    let csv = "name,count,value\r\n\"a, \"\"b\"\"\",1,0.123456\r\nc,20,\r\nd,3,1e-9\r\n"
    let expected = """
      name    count     value
      ──────  ─────  ────────
      a, "b"      1    0.1235
      c          20
      … and 1 more rows
      """
    let headings = Self.headings("text", "integer", "number")
    let table = CSVTable(csv: Array(csv.utf8), headings: headings)
    let text = table.text(rows: 2)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == expected.split(separator: "\n").count)
    #expect(lines[2].hasPrefix("a, \"b\"") && lines[2].contains("0.1235"))
    #expect(lines.last == "… and 1 more rows")
  }
}

@Suite struct `Colours` {
  @Test(
    arguments: [
      (nil, true, [:], true), (nil, false, [:], false), ("auto", true, ["NO_COLOR": "1"], false),
      (nil, true, ["NO_COLOR": ""], true), (nil, true, ["TERM": "dumb"], false),
      ("always", false, ["NO_COLOR": "1"], true), ("never", true, [:], false),
    ] as [(String?, Bool, [String: String], Bool)])
  func `appear`(choice: String?, isTerminal: Bool, environment: [String: String], expected: Bool) {
    let style = Style.decide(choice: choice, isTerminal: isTerminal, environment: environment)
    #expect(style.isColoured == expected)
    #expect(style("x", .red) == (expected ? "\u{1B}[31mx\u{1B}[0m" : "x"))
  }
}

@Suite struct `Limits of a control group` {
  @Test(
    arguments: [
      ("max 100000\n", "max\n", nil, nil), ("150000 100000\n", "1073741824\n", 2, 1 << 30),
      ("50000 100000", nil, 1, nil), ("nonsense", "", nil, nil),
    ] as [(String?, String?, Int?, Int?)])
  func `are read`(quota: String?, memory: String?, cores: Int?, bytes: Int?) {
    let group = ControlGroup(quota: quota, memory: memory)
    #expect(group.cores == cores)
    #expect(group.memory == bytes)
  }
}

@Suite struct `The progress board` {
  @Test func `shows running nodes, what is left, and the whole`() {
    var board = ProgressBoard()
    board.totals = (needed: 4, finished: 0)
    board.start(0, name: "load", at: 0)
    board.start(1, name: "train", at: 1)
    board.report(1, Progress(done: 5, total: 20, unit: "epochs"))
    #expect(
      board.lines(at: 3, width: 80) == [
        "  load   3.0 s",
        "  train  █████░░░░░░░░░░░░░░░  5/20 epochs, 6.0 s left",
        "0 of 4 nodes, 3.0 s",
      ])
    board.finish(0)
    board.totals = (needed: 4, finished: 1)
    #expect(
      board.lines(at: 5, width: 80) == [
        "  train  █████░░░░░░░░░░░░░░░  5/20 epochs, 12.0 s left",
        "1 of 4 nodes, 5.0 s, about 11.0 s left",
      ])
  }

  @Test func `shows a node that starts a second time once`() {
    var board = ProgressBoard()
    board.totals = (needed: 2, finished: 0)
    board.start(0, name: "read", at: 0)
    board.start(0, name: "read", at: 4)
    #expect(board.lines(at: 5, width: 80) == ["  read  1.0 s", "0 of 2 nodes, 5.0 s"])
  }

  @Test func `breaks a minute of silence in a log`() {
    var board = ProgressBoard()
    board.totals = (needed: 2, finished: 0)
    #expect(board.report(at: 100).isEmpty)
    board.spoke(at: 100)
    board.start(0, name: "train[seed=1]", at: 100)
    board.report(0, Progress(done: 1, total: 4, unit: "epochs"))
    #expect(board.report(at: 159).isEmpty)
    #expect(
      board.report(at: 160) == [
        "going  train[seed=1]  1/4 epochs, 3 min 0 s left",
        "0 of 2 nodes, 2 min 40 s",
      ])
    #expect(board.report(at: 219).isEmpty)
    board.spoke(at: 219)
    #expect(board.report(at: 278).isEmpty)
    #expect(board.report(at: 279).count == 2)
  }

  @Test func `never grows wider than the terminal`() {
    var board = ProgressBoard()
    board.start(0, name: String(repeating: "x", count: 300), at: 0)
    board.report(0, Progress(done: 0, total: 0, unit: "rows"))
    #expect(board.lines(at: 1, width: 40).allSatisfy { $0.count < 40 })
  }
}
