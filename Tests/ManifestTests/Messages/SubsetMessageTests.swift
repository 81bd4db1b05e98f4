import Manifest
import Testing

@Suite("YAML that manifests do without: what the messages say")
struct SubsetMessageTests {
  @Test(arguments: [
    Fault(
      "a: &x 1",
      #"""
      m:1:4: error: anchors (‘&name’) are not part of a manifest; repeat the value, or put quotes around text that begins with ‘&’
      a: &x 1
         ^
      """#),
    Fault(
      "{a: *x}",
      #"""
      m:1:5: error: aliases (‘*name’) are not part of a manifest; repeat the value, or put quotes around text that begins with ‘*’
      {a: *x}
          ^
      """#),
    Fault(
      "a: !x 1",
      #"""
      m:1:4: error: tags (‘!name’) are not part of a manifest; remove it, or put quotes around text that begins with ‘!’
      a: !x 1
         ^
      """#),
    Fault(
      "%YAML 1.2\n---\na: 1",
      #"""
      m:1:1: error: directives (‘%NAME’) are not part of a manifest; remove the line, or put quotes around text that begins with ‘%’
      %YAML 1.2
      ^
      """#),
    Fault(
      "a: 1\n---\nb: 2",
      #"""
      m:2:1: error: a file holds one manifest; remove the document marker
      ---
      ^
      """#),
    Fault(
      "? a\n: b",
      #"""
      m:1:1: error: a key must be text on one line, followed by a colon; lists, maps and ‘? ’ cannot be keys
      ? a
      ^
      """#),
    Fault(
      "[a]: b",
      #"""
      m:1:1: error: a key must be text on one line, followed by a colon; lists, maps and ‘? ’ cannot be keys
      [a]: b
      ^
      """#),
    Fault(
      "a:\n  <<: {b: 1}",
      #"""
      m:2:3: error: merge keys (‘<<’) are not part of a manifest; repeat the entries
        <<: {b: 1}
        ^
      """#),
    Fault(
      "a: b\n  c",
      #"""
      m:2:3: error: the value above is complete; line this up with the entry above, or put long text under ‘>’
        c
        ^
      """#),
    Fault(
      "a: |2\n  b",
      #"""
      m:1:5: error: only ‘+’ or ‘-’ may follow ‘|’ or ‘>’; begin the text on the next line, its first line without extra spaces
      a: |2
          ^
      """#),
    Fault(
      "a: | b",
      #"""
      m:1:6: error: only ‘+’ or ‘-’ may follow ‘|’ or ‘>’; begin the text on the next line, its first line without extra spaces
      a: | b
           ^
      """#),
    Fault(
      "a: \"b\n  c\"",
      #"""
      m:1:4: error: no closing " on this line; add it, and write \" for a " or \n for a line break inside the text
      a: "b
         ^
      """#),
  ])
  func `message, line and caret`(fault: Fault) {
    #expect(fault.rendered == fault.expected)
  }
}
