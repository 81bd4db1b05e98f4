import Manifest
import Testing

struct LimitTests {
  /// Each shape is nearly as long as a manifest may be, so that work that grows with the square of the length would
  /// never end.
  @Test(arguments: [
    Shape("one line of items", "[" + String(repeating: "a, ", count: 1 << 18) + "b]"),
    Shape("items on lines", String(repeating: "- é: 1\n", count: 1 << 16)),
    Shape("a long plain scalar", String(repeating: "x ", count: 1 << 18) + "y"),
    Shape("a long quoted scalar", "\"" + String(repeating: "\\u00e9", count: 1 << 17) + "\""),
    Shape("a long text", "|\n" + String(repeating: " x\n", count: 1 << 18)),
    Shape("blank lines", "a: |+\n x\n" + String(repeating: "\n", count: 1 << 19)),
    Shape("comments", String(repeating: "#\n", count: 1 << 18) + "a"),
    Shape("many keys", (0..<(1 << 16)).map { "k\($0): \n" }.joined()),
    Shape("many keys on a line", "{" + (0..<(1 << 16)).map { "k\($0): 1, " }.joined() + "}"),
    Shape("lists that open and close", "[" + String(repeating: "[[]], ", count: 1 << 17) + "]"),
  ])
  func `reading takes time in proportion to the length`(shape: Shape) {
    #expect(throws: Never.self) {
      try parse(Source(name: shape.testDescription, text: shape.text))
    }
  }

  @Test func `a file of the greatest length is read and one byte more is not`() throws {
    let longest = [UInt8](repeating: UInt8(ascii: "x"), count: Limit.bytes)
    #expect(try parse(longest).json.utf8.count > Limit.bytes)
    let error = #expect(throws: ManifestError.self) { try parse(longest + [UInt8(ascii: "x")]) }
    #expect(
      error?.message
        == "the file is longer than 1048576 bytes; split it into parts")
  }

  @Test(arguments: ["[", "{a: ", "- ", "- - - ", "[[{a: [{b: "])
  func `endless opening is refused at the depth limit`(opening: String) {
    let text = String(repeating: opening, count: 50_000)
    let error = #expect(throws: ManifestError.self) { try parse(Source(name: "deep", text: text)) }
    #expect(error?.reason == .tooDeep)
  }
}

/// A long text that reports under a short name.
struct Shape: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let text: String

  init(_ name: String, _ text: String) {
    testDescription = name
    self.text = text
  }
}
