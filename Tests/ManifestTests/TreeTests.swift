import Manifest
import Testing

struct TreeTests {
  @Test(arguments: [
    ("", #""""#),
    ("# only a comment", #""""#),
    ("hello there", #""hello there""#),
    ("a: 1\nb: two words", #"{"a": "1", "b": "two words"}"#),
    ("a:\n  b:\n    c: 1\nd: 2", #"{"a": {"b": {"c": "1"}}, "d": "2"}"#),
    ("a:\nb: # note\nc: ''", #"{"a": "", "b": "", "c": ""}"#),
    ("- a\n-\n- - b\n  - c", #"["a", "", ["b", "c"]]"#),
    ("- a: 1\n  b: 2\n- c", #"[{"a": "1", "b": "2"}, "c"]"#),
    ("a:\n- 1\n- 2\nb:\n  - 3", #"{"a": ["1", "2"], "b": ["3"]}"#),
    ("a:\n  far below\nb:\n  [1]", #"{"a": "far below", "b": ["1"]}"#),
    ("two words : 1\n\"q: r\": 2", #"{"two words": "1", "q: r": "2"}"#),
  ])
  func `blocks become lists and maps`(text: String, outline: String) throws {
    #expect(try parse(Source(name: "m", text: text)).outline == outline)
  }

  @Test(arguments: [
    ("[]", "[]"), ("{}", "{}"), ("[ ]", "[]"), ("[a, [b, {c: d}], ]", #"["a", ["b", {"c": "d"}]]"#),
    ("{\"a\":1, 'b':2, c: 3,}", #"{"a": "1", "b": "2", "c": "3"}"#),
    ("[ # one\n  a, # two\n\n  b\n  ]", #"["a", "b"]"#),
    ("{a:\n  1\n  , b: 2}", #"{"a": "1", "b": "2"}"#),
    ("[a:b, http://x.org, a#b, -1]", #"["a:b", "http://x.org", "a#b", "-1"]"#),
  ])
  func `brackets become lists and maps`(text: String, outline: String) throws {
    #expect(try parse(Source(name: "m", text: text)).outline == outline)
  }

  @Test(arguments: [
    ("yes", "yes"), ("0x1F", "0x1F"), ("~", "~"), ("1e3", "1e3"), ("2024-01-01", "2024-01-01"),
    ("b#c", "b#c"), ("a # b", "a"), ("a   ", "a"), ("-x", "-x"), ("a:b", "a:b"),
    ("x[0], {y}", "x[0], {y}"), ("it's \"so\"", "it's \"so\""), ("''", ""), ("'it''s'", "it's"),
    ("'a\\n # b'", "a\\n # b"), ("\"\"", ""), ("\"a: b # c\"", "a: b # c"),
    (#""\0\a\b\t\n\v\f\r\e""#, "\0\u{07}\u{08}\t\n\u{0B}\u{0C}\r\u{1B}"),
    (#""\ \"\/\\\N\_\L\P""#, " \"/\\\u{85}\u{A0}\u{2028}\u{2029}"),
    (#""\x41\u00e9\U0001F600""#, "Aé😀"), ("\"\\\t\"", "\t"),
  ])
  func `scalars stay text`(text: String, value: String) throws {
    let tree = try parse(Source(name: "m", text: text))
    #expect(tree.outline == value.debugDescription)
  }

  @Test(arguments: [
    ("|\n one\n\n   two\n three\n", "one\n\n  two\nthree\n"),
    ("|-\n one\n\n", "one"), ("|+\n one\n\n", "one\n\n"), ("|\n one", "one"),
    ("| # note\n\n one # text\n# note\n", "\none # text\n"),
    (">\n one\n two\n\n three\n", "one two\nthree\n"),
    (">\n one\n   two\n three\n", "one\n  two\nthree\n"),
    (">-\n one\n two\n\n", "one two"), (">+\n one\n\n\n", "one\n\n\n"),
    ("|\r\n one\r\n two\r\n", "one\ntwo\n"),
  ])
  func `text on lines of its own keeps or folds its line breaks`(text: String, value: String) throws
  {
    #expect(try parse(Source(name: "m", text: text)).outline == value.debugDescription)
  }

  @Test func `every node and key knows its place and style`() throws {
    let text =
      "# é\nλ: x\n  \nlist:\n  - 'a'\n  -\n  - \"b\"\nflow: {é: [c], \"d\": e}\ntext: |\n  f\n"
    #expect(
      try parse(Source(name: "m", text: text)).json == """
        ["map",[2,1],[[[2,1],"\\u03bb",["plain",[2,4],"x"]],\
        [[4,1],"list",["list",[5,3],[["single",[5,5],"a"],["plain",[6,4],""],["double",[7,5],"b"]]]],\
        [[8,1],"flow",["map",[8,7],[[[8,8],"\\u00e9",["list",[8,11],[["plain",[8,12],"c"]]]],\
        [[8,16],"d",["plain",[8,21],"e"]]]]],\
        [[9,1],"text",["block",[9,7],"f\\n"]]]]
        """)
  }

  @Test func `a byte order mark and carriage returns move no column`() throws {
    let plain = try parse(Source(name: "m", text: "a: 1\nb:\n  - c\n"))
    let marked = try parse(Source(name: "m", text: "\u{FEFF}a: 1\r\nb:\r\n  - c\r\n"))
    #expect(plain.json == marked.json)
  }

  @Test func `names that look the same are one name`() {
    let text = Source(name: "m", text: "\u{E9}: 1\ne\u{301}: 2")
    let place = Mark(line: 2, column: 1)
    let first = Mark(line: 1, column: 1)
    #expect(throws: ManifestError(.duplicateKey("e\u{301}", first: first), at: place)) {
      try parse(text)
    }
  }
}
