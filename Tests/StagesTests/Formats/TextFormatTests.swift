import Pipeline
import Stages
import Testing

@Suite struct TextFormatTests {
  @Test func `objects keep their order and numbers their text`() throws {
    let text = """
      {
        "b": 1.50,
        "a": [9007199254740993, -0, "é\\n\\"\\\\"],
        "list": [
          {
            "x": null
          },
          {}
        ]
      }

      """
    let value = try JSON(reading: Array(text.utf8))
    #expect(value.text == text)
    #expect(value["a"]?.array?[0].int == 9_007_199_254_740_993)
    #expect(value["b"]?.double == 1.5)
  }

  @Test func `numbers that JSON does not know come back`() {
    for value in [Double.infinity, -.infinity, 0.1, 1e-300] {
      #expect(JSON(value).double == value)
    }
    #expect(JSON(Double.nan).double?.isNaN == true)
  }

  static let bad: [(text: String, place: String, cause: String)] = [
    ("", "line 1, column 1", "a value is missing"),
    ("{\"a\": 1,\n\"a\": 2}", "line 2, column 4", "the key \"a\" appears twice"),
    ("[1, 2,]", "line 1, column 7", "a value is missing"),
    ("[1 2]", "line 1, column 4", "a comma or a closing bracket is missing"),
    ("{\"a\" 1}", "line 1, column 6", "a colon is missing"),
    ("{a: 1}", "line 1, column 2", "a key in quotes is missing"),
    ("[01]", "line 1, column 3", "a comma or a closing bracket is missing"),
    ("[.5]", "line 1, column 2", "a value is missing"),
    ("\"abc", "line 1, column 5", "a string is not closed"),
    ("\"\\q\"", "line 1, column 4", "an unknown escape"),
    ("\"\\ud800\"", "line 1, column 8", "half of a surrogate pair"),
    ("1 2", "line 1, column 3", "something follows the value"),
    ("nul", "line 1, column 1", "a value is missing"),
    (String(repeating: "[", count: 1000), "line 1, column 65", "nested deeper than 64 levels"),
  ]

  @Test(arguments: bad.indices)
  func `text that is not JSON is refused with its place`(index: Int) {
    let (text, place, cause) = Self.bad[index]
    #expect(throws: FormatFault(at: place, cause, remedy: "write valid JSON")) {
      try JSON(reading: Array(text.utf8))
    }
  }

  @Test func `escapes and pairs of surrogates are read`() throws {
    let value = try JSON(reading: Array(#""\u00e9\ud83d\ude00\/\t""#.utf8))
    #expect(value.string == "é😀/\t")
  }

  @Test func `fields with commas, quotes and lines survive`() throws {
    let fields: [String?] = ["a,b", "say \"x\"", "two\nlines", "", nil, " padded", "plain"]
    let header = fields.indices.map { "c\($0)" as String? }
    let records = try CSV.read(Array((CSV.line(header) + CSV.line(fields)).utf8))
    #expect(records[1].fields.map { $0.isMissing ? nil : $0.text } == fields)
    #expect(records[1].line == 2)
  }

  @Test(arguments: [
    "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "\u{FEFF}a,b\n1,2", "\"a\",b\n1,\"2\"\r\n",
  ])
  func `line ends and byte order marks make no difference`(text: String) throws {
    let records = try CSV.read(Array(text.utf8))
    #expect(records.map { $0.fields.map(\.text) } == [["a", "b"], ["1", "2"]])
  }

  static let badCSV: [(text: String, place: String, cause: String)] = [
    ("a,b\n1\n", "line 2", "1 fields, where the header has 2"),
    ("a\n\"open\nand", "line 2", "a quoted field is not closed"),
    ("a\n\"x\"y\n", "line 2", "text follows a closing quote"),
  ]

  @Test(arguments: badCSV.indices)
  func `broken tables are refused with their line`(index: Int) {
    let (text, place, cause) = Self.badCSV[index]
    let fault = #expect(throws: FormatFault.self) { try CSV.read(Array(text.utf8)) }
    #expect(fault?.place == place)
    #expect(fault?.cause == cause)
  }
}
