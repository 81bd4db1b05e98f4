import Manifest
import Testing

@Suite("Bytes that are no text: what the messages say")
struct BytesMessageTests {
  @Test(arguments: [
    Fault(
      [0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00, 0x20, 0x00, 0x31, 0x00, 0x0A, 0x00],
      #"""
      m:1:1: error: the file is UTF-16; save it as UTF-8
      ��a�:� �1�
      ^
      """#),
    Fault(
      [0x61, 0x3A, 0x20, 0x63, 0x61, 0x66, 0xE9, 0x0A],
      #"""
      m:1:7: error: byte 0xE9 does not belong to UTF-8 text here; save the file as UTF-8
      a: caf�
            ^
      """#),
    Fault(
      "a: \u{1}",
      #"""
      m:1:4: error: control character U+0001; remove it, or write it as an escape in double quotes
      a: �
         ^
      """#),
    Fault(
      "a: b\u{85}c",
      #"""
      m:1:5: error: line separator U+0085, which tools read differently; end lines with LF, or write it as an escape in double quotes
      a: b�c
          ^
      """#),
    Fault(
      "a: \"b\u{2028}c\"",
      #"""
      m:1:6: error: line separator U+2028, which tools read differently; end lines with LF, or write it as an escape in double quotes
      a: "b�c"
           ^
      """#),
    Fault(
      "a: 1\rb: 2",
      #"""
      m:1:5: error: carriage return without a line feed; end lines with LF or CR LF
      a: 1�b: 2
          ^
      """#),
    Fault(
      "a: \u{FEFF}b",
      #"""
      m:1:4: error: byte order mark inside the text; remove it, or write \uFEFF in double quotes
      a: �b
         ^
      """#),
  ])
  func `message, line and caret`(fault: Fault) {
    #expect(fault.rendered == fault.expected)
  }
}
