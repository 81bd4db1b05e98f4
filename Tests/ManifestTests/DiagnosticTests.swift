import Manifest
import Testing

struct DiagnosticTests {
  private let source = Source(
    name: "flips.yaml", text: "stages:\n  network: {use: TrainMLP, wdith: 64}\n\tλ図😀e\u{301}: x\n")

  private func rendered(
    _ line: Int, _ column: Int, notes: [Diagnostic.Note] = [], suggestion: String? = nil
  ) -> String {
    Diagnostic(
      file: "flips.yaml", mark: Mark(line: line, column: column),
      message: "unknown setting ‘wdith’",
      notes: notes, suggestion: suggestion
    ).rendered(in: source)
  }

  @Test func `the caret stands under the column and asks about the nearest name`() {
    #expect(
      rendered(2, 28, suggestion: "width") == """
        flips.yaml:2:28: error: unknown setting ‘wdith’
          network: {use: TrainMLP, wdith: 64}
                                   ^ did you mean ‘width’?
        """)
  }

  @Test func `tabs stay tabs, wide characters take two cells, combining ones none`() {
    let line = "\tλ図😀e\u{301}: x"
    #expect(rendered(3, 1).hasSuffix("\n\(line)\n^"))
    #expect(rendered(3, 2).hasSuffix("\n\(line)\n\t^"))
    #expect(rendered(3, 4).hasSuffix("\n\(line)\n\t   ^"))
    #expect(rendered(3, 5).hasSuffix("\n\(line)\n\t     ^"))
    #expect(rendered(3, 7).hasSuffix("\n\(line)\n\t      ^"))
  }

  @Test func `notes in the same file show their line, notes elsewhere only name it`() {
    let notes = [
      Diagnostic.Note(file: "flips.yaml", mark: Mark(line: 1, column: 1), message: "in this map"),
      Diagnostic.Note(file: "part.yaml", mark: Mark(line: 9, column: 3), message: "included here"),
    ]
    #expect(
      rendered(2, 3, notes: notes) == """
        flips.yaml:2:3: error: unknown setting ‘wdith’
          network: {use: TrainMLP, wdith: 64}
          ^
        flips.yaml:1:1: note: in this map
        stages:
        ^
        part.yaml:9:3: note: included here
        """)
  }

  @Test func `a fault in a text that is not at hand keeps its suggestion`() {
    let fault = Diagnostic(
      file: "--set", mark: Mark(line: 1, column: 1), message: "unknown name ‘wdith’",
      suggestion: "width")
    #expect(
      fault.rendered(in: source) == """
        --set:1:1: error: unknown name ‘wdith’
          did you mean ‘width’?
        """)
  }

  @Test func `places outside the text get a caret all the same`() {
    #expect(rendered(1, 99).hasSuffix("\nstages:\n       ^"))
    #expect(rendered(99, 5).hasSuffix("\n\n^"))
  }

  @Test func `a long line is cut around the caret`() {
    let long = Source(name: "flips.yaml", text: String(repeating: "x", count: 1000))
    let fault = Diagnostic(
      file: "flips.yaml", mark: Mark(line: 1, column: 501), message: "here")
    let side = String(repeating: "x", count: 70)
    #expect(
      fault.rendered(in: long) == """
        flips.yaml:1:501: error: here
        …\(side)\(side)…
         \(String(repeating: " ", count: 70))^
        """)
  }

  @Test func `what could steer a terminal is not passed on`() {
    let hostile = Source(name: "h", text: "a: \u{1B}[31m\u{202E}\u{7}b")
    let fault = Diagnostic(
      file: "h", mark: Mark(line: 1, column: 4), message: "bad \u{1B}]0;x\u{7}",
      suggestion: "\u{9B}")
    #expect(
      fault.rendered(in: hostile) == """
        h:1:4: error: bad \u{FFFD}]0;x\u{FFFD}
        a: \u{FFFD}[31m\u{FFFD}\u{FFFD}b
           ^ did you mean ‘\u{FFFD}’?
        """)
  }
}

struct SourceTests {
  @Test func `lines are found by number, without their breaks or a byte order mark`() {
    let source = Source(name: "s", text: "\u{FEFF}one\r\n\ntwo\n\nlast")
    #expect((0...7).map(source.line) == ["one", "one", "", "two", "", "last", "", ""])
    #expect(Source(name: "s", text: "").line(1) == "")
  }

  @Test func `bytes that are not UTF-8 can still be shown`() {
    let source = Source(name: "s", bytes: [0x61, 0xFF, 0x62])
    #expect(source.line(1) == "a\u{FFFD}b")
    // What is shown instead of a byte is not what is parsed.
    let error = #expect(throws: ManifestError.self) { try parse(source) }
    #expect(error?.reason == .notUTF8(0xFF))
  }
}
