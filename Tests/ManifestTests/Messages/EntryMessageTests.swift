import Manifest
import Testing

@Suite("Keys and values: what the messages say")
struct EntryMessageTests {
  @Test(arguments: [
    Fault(
      "a: 1\nb: 2\na: 3",
      #"""
      m:3:1: error: the key ‘a’ occurs twice, first on line 1; remove or rename one of them
      a: 3
      ^
      m:1:1: note: ‘a’ is first here
      a: 1
      ^
      """#),
    Fault(
      "{a: 1, a: 2}",
      #"""
      m:1:8: error: the key ‘a’ occurs twice, first on line 1; remove or rename one of them
      {a: 1, a: 2}
             ^
      m:1:2: note: ‘a’ is first here
      {a: 1, a: 2}
       ^
      """#),
    Fault(
      String(repeating: "k", count: 1025) + ": 1",
      #"""
      m:1:1: error: a key of more than 1024 characters; shorten it
      kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…
      ^
      """#),
    Fault(
      ": 1",
      #"""
      m:1:1: error: expected a key here; write ‘key: value’
      : 1
      ^
      """#),
    Fault(
      "a: 1\nb",
      #"""
      m:2:1: error: expected ‘: ’ and a value after this key; write ‘key: value’
      b
      ^
      """#),
    Fault(
      "{a: 1, b}",
      #"""
      m:1:8: error: expected ‘: ’ and a value after this key; write ‘key: value’
      {a: 1, b}
             ^
      """#),
    Fault(
      "{a: , b: 1}",
      #"""
      m:1:5: error: the key ‘a’ has no value; write one after the colon, "" for empty text
      {a: , b: 1}
          ^
      """#),
    Fault(
      "{a:1}",
      #"""
      m:1:4: error: a key's colon needs a space behind it; add the space, or put quotes around text that contains ‘:’
      {a:1}
         ^
      """#),
    Fault(
      "a: 1\nb:2",
      #"""
      m:2:3: error: a key's colon needs a space behind it; add the space, or put quotes around text that contains ‘:’
      b:2
        ^
      """#),
    Fault(
      "x:\n  a:1\n  b: 2",
      #"""
      m:2:5: error: a key's colon needs a space behind it; add the space, or put quotes around text that contains ‘:’
        a:1
          ^
      """#),
    Fault(
      "\"a\":1",
      #"""
      m:1:5: error: a key's colon needs a space behind it; add the space, or put quotes around text that contains ‘:’
      "a":1
          ^
      """#),
    Fault(
      "a: b: c",
      #"""
      m:1:5: error: ‘: ’ inside a value; put quotes around the value, or begin a map on the next line
      a: b: c
          ^
      """#),
    Fault(
      "a: @b",
      #"""
      m:1:4: error: plain text cannot begin with ‘@’; put quotes around it
      a: @b
         ^
      """#),
    Fault(
      "[- a]",
      #"""
      m:1:2: error: plain text cannot begin with ‘-’; put quotes around it
      [- a]
       ^
      """#),
  ])
  func `message, line and caret`(fault: Fault) {
    #expect(fault.rendered == fault.expected)
  }
}
