import Manifest
import Testing

@Suite("Quotes and brackets: what the messages say")
struct DelimiterMessageTests {
  @Test(arguments: [
    Fault(
      "a: 'b",
      #"""
      m:1:4: error: no closing ' on this line; add it, and write '' for a ' inside the text
      a: 'b
         ^
      """#),
    Fault(
      "a: \"b",
      #"""
      m:1:4: error: no closing " on this line; add it, and write \" for a " or \n for a line break inside the text
      a: "b
         ^
      """#),
    Fault(
      "a: \"\\q\"",
      #"""
      m:1:5: error: unknown escape ‘\q’; write ‘\\’ for a backslash, or use single quotes
      a: "\q"
          ^
      """#),
    Fault(
      "a: \"\\u12\"",
      #"""
      m:1:5: error: ‘\u’ needs 4 hexadecimal digits; add them, or write ‘\\’ for a backslash
      a: "\u12"
          ^
      """#),
    Fault(
      "a: \"\\u12G4\"",
      #"""
      m:1:5: error: ‘\u’ needs 4 hexadecimal digits; add them, or write ‘\\’ for a backslash
      a: "\u12G4"
          ^
      """#),
    Fault(
      "a: \"\\ud83d\\ude00\"",
      #"""
      m:1:5: error: U+D83D is not a character; write the code point itself, \U0001F600 instead of a surrogate pair
      a: "\ud83d\ude00"
          ^
      """#),
    Fault(
      "a: [b, c",
      #"""
      m:1:4: error: no closing ‘]’ in the rest of the file; add it
      a: [b, c
         ^
      """#),
    Fault(
      "a: [{b: c]",
      #"""
      m:1:10: error: expected ‘,’ or ‘}’ here; add it, or put quotes around text with spaces or brackets
      a: [{b: c]
               ^
      """#),
    Fault(
      "a: [b}",
      #"""
      m:1:6: error: expected ‘,’ or ‘]’ here; add it, or put quotes around text with spaces or brackets
      a: [b}
           ^
      """#),
    Fault(
      "[\"a\" \"b\"]",
      #"""
      m:1:6: error: expected ‘,’ or ‘]’ here; add it, or put quotes around text with spaces or brackets
      ["a" "b"]
           ^
      """#),
    Fault(
      "[a\n b]",
      #"""
      m:2:2: error: expected ‘,’ or ‘]’ here; add it, or put quotes around text with spaces or brackets
       b]
       ^
      """#),
    Fault(
      "[a,, b]",
      #"""
      m:1:4: error: nothing stands before this comma; remove it
      [a,, b]
         ^
      """#),
    Fault(
      "[a: 1]",
      #"""
      m:1:3: error: ‘key: value’ inside a list; write {key: value}, or put quotes around text with a colon
      [a: 1]
        ^
      """#),
    Fault(
      "{a: flips[*]}",
      #"""
      m:1:10: error: ‘[’ inside plain text between brackets; put quotes around the text
      {a: flips[*]}
               ^
      """#),
    Fault(
      "[what?]",
      #"""
      m:1:6: error: ‘?’ inside plain text between brackets; put quotes around the text
      [what?]
           ^
      """#),
  ])
  func `message, line and caret`(fault: Fault) {
    #expect(fault.rendered == fault.expected)
  }
}
