import Manifest
import Testing

@Suite("Indentation and shape: what the messages say")
struct ShapeMessageTests {
  @Test(arguments: [
    Fault(
      "a:\n\tb: 1",
      #"""
      m:2:1: error: a tab in the indentation; indent with spaces
      	b: 1
      ^
      """#),
    Fault(
      "a: [b,\n\tc]",
      #"""
      m:2:1: error: a tab in the indentation; indent with spaces
      	c]
      ^
      """#),
    Fault(
      "a:\tb",
      #"""
      m:1:3: error: a tab outside quotes; write spaces instead, or put the text in quotes
      a:	b
        ^
      """#),
    Fault(
      "a: b\tc",
      #"""
      m:1:5: error: a tab outside quotes; write spaces instead, or put the text in quotes
      a: b	c
          ^
      """#),
    Fault(
      "a:\n    b: 1\n  c: 2",
      #"""
      m:3:3: error: indented by 2 spaces, but the entries it could belong to by 0; line it up with them
        c: 2
        ^
      """#),
    Fault(
      "- a: 1\n b: 2",
      #"""
      m:2:2: error: indented by 1 space, but the entries it could belong to by 0; line it up with them
       b: 2
       ^
      """#),
    Fault(
      "a: 1\n  b: 2",
      #"""
      m:2:3: error: the value above is complete; line this up with the entry above, or put long text under ‘>’
        b: 2
        ^
      """#),
    Fault(
      "a: [\n  b\n]",
      #"""
      m:3:1: error: a line inside brackets must be indented more than the key or list they belong to; indent it
      ]
      ^
      """#),
    Fault(
      "a: |\n     \n  b",
      #"""
      m:3:3: error: a blank line above has more spaces than this first line of text; remove its spaces
        b
        ^
      """#),
    Fault(
      String(repeating: "[", count: 65),
      #"""
      m:1:65: error: more than 64 lists and maps inside one another; make the file flatter
      [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
                                                                      ^
      """#),
    Fault(
      "a: - b",
      #"""
      m:1:4: error: a list cannot begin with ‘- ’ on its key's line; begin it on the next line, or write [a, b]
      a: - b
         ^
      """#),
    Fault(
      "a: 1\n- b",
      #"""
      m:2:1: error: a list item among the keys of a map; give the list a key of its own, or remove the dash
      - b
      ^
      """#),
    Fault(
      "- a\nb: 1",
      #"""
      m:2:1: error: an entry of a list begins with ‘- ’; add it, or indent the line under the entry it belongs to
      b: 1
      ^
      """#),
    Fault(
      "a: |\nb: 1",
      #"""
      m:1:4: error: no text follows; indent it more than the key it belongs to, or write "" for empty text
      a: |
         ^
      """#),
    Fault(
      "a: [b] c",
      #"""
      m:1:8: error: unexpected text after the end of a value; remove it, or put quotes around the whole value
      a: [b] c
             ^
      """#),
    Fault(
      "a: \"b\" c",
      #"""
      m:1:8: error: unexpected text after the end of a value; remove it, or put quotes around the whole value
      a: "b" c
             ^
      """#),
    Fault(
      "a: \"b\"#c",
      #"""
      m:1:7: error: a comment needs a space before its ‘#’; add the space, or put text that contains ‘#’ in quotes
      a: "b"#c
            ^
      """#),
  ])
  func `message, line and caret`(fault: Fault) {
    #expect(fault.rendered == fault.expected)
  }
}
