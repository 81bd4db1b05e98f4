import Engine
import Testing

@Suite struct VariableFaultTests {
  static let cases: [FaultyManifest] = [
    .init(
      "a let that nothing uses, nor what it alone uses",
      """
      let:
        👉a: 1
        👉b: "${a}"
      stages:
        hello: {use: Say}
      """,
      "nothing uses ‘a’; write ${a} where it belongs, or remove it",
      "nothing uses ‘b’; write ${b} where it belongs, or remove it"),
    .init(
      "a sweep that nothing varies over",
      """
      sweep:
        👉n: [1, 2]
      stages:
        hello: {use: Say}
      """,
      "nothing varies over ‘n’; write ${n} where it belongs, or remove it"),
    .init(
      "a name that is both let and sweep",
      """
      let: {n: 1}
      sweep: {👉n: [1, 2]}
      stages:
        hello: {use: Say, times: "${n}"}
      """,
      "‘n’ is both a let and a sweep variable; rename one"),
    .init(
      "a name that cannot be one",
      """
      let: {👉a b: 1}
      stages:
        hello: {use: Say}
      """,
      "‘a b’ cannot be a name; use 1 to 100 letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’"),
    .init(
      "values that depend on themselves",
      """
      let:
        👉a: ${b}
        b: ${c}
        c: x${a}
      stages:
        hello: {use: Say, text: "${a}"}
      """,
      "a value that depends on itself: a → b → c → a; give one of them a value"),
    .init(
      "a name that is not known",
      """
      let: {width: 1}
      stages:
        hello: {use: Say, text: "as 👉${widht} and ${width}"}
      """,
      "‘widht’ is neither a let nor a sweep variable here", suggestion: "width"),
    .init(
      "a substitution that is not closed",
      """
      stages:
        hello: {use: Say, text: "so 👉${width"}
      """,
      "‘${’ without ‘}’; close it, or write ‘$${’ for a plain ‘${’"),
    .init(
      "a list inside text",
      """
      let: {classes: [0, 1]}
      stages:
        hello: {use: Say, text: "the 👉${classes}"}
      """,
      "‘classes’ is a list or a map and cannot stand inside text; let it be the whole value"),
    .init(
      "a sweep without values",
      """
      sweep: {n: 👉[]}
      stages:
        hello: {use: Say, times: "${n}"}
      """,
      "the sweep over ‘n’ has no values; list at least one"),
    .init(
      "a label that occurs twice",
      """
      sweep: {n: [1, 2, 👉1]}
      stages:
        hello: {use: Say, times: "${n}"}
      """,
      "‘1’ occurs twice in the sweep over ‘n’; remove one, or write {label: value}"),
    .init(
      "labels that some machines take for one",
      """
      sweep: {n: {a: 1, 👉A: 2}}
      stages:
        hello: {use: Say, times: "${n}"}
      """,
      "‘A’ and ‘a’ would be the same file name on some machines; rename one"),
    .init(
      "ranges that are too long together",
      """
      sweep: {n: [1..60000, 👉60001..110000, 110001..120000]}
      stages:
        hello: {use: Say, times: "${n}"}
      """,
      "‘n’ has more than 100000 values; make it shorter"),
    .init(
      "values that need labels",
      """
      sweep: {n: [👉a/b, 👉[1, 2]], m: {👉a b: 1}}
      stages:
        hello: {use: Say, text: "${n}", times: "${m}"}
      """,
      "‘a/b’ cannot be a label; write {label: value}, the label made of letters, digits, ‘.’, ‘_’ or ‘-’",
      "‘[…]’ cannot be a label; write {label: value}, the label made of letters, digits, ‘.’, ‘_’ or ‘-’",
      "‘a b’ cannot be a label; write {label: value}, the label made of letters, digits, ‘.’, ‘_’ or ‘-’"
    ),
    .init(
      "ranges that are none",
      """
      sweep: {n: 👉5..1, m: [👉1..1000000000000]}
      stages:
        hello: {use: Say, text: "${n}", times: "${m}"}
      """,
      "‘5..1’ runs backwards; write the smaller number first",
      "‘1..1000000000000’ has more than 100000 values; make it shorter"),
    .init(
      "a sweep within a sweep",
      """
      let: {twice: "${n}${n}"}
      sweep: {n: [1, 2], 👉m: {a: "${twice}"}}
      stages:
        hello: {use: Say, times: "${m}"}
      """,
      "the values of ‘m’ depend on the sweep over ‘n’; a sweep's values must be the same for all"),
    .init(
      "far too many variants",
      """
      sweep: {a: 1..1000, b: 1..1000, c: 1..1000}
      stages:
        👉hello: {use: Say, text: "${a} ${b} ${c}"}
      """,
      "the sweeps would make 1000000000 nodes, more than 1000000; shorten them"),
    .init(
      "far too many wires",
      """
      sweep: {a: 1..10000}
      stages:
        hello: {use: Say, text: "${a}"}
        👉all: {use: Tell, words: "hello[*]", title: "${a}"}
      """,
      "the nodes would read 100000000 inputs, more than 20000000; gather less"),
    .init(
      "far too many wires beside a sweep without values",
      """
      sweep:
        a: [1..100000]
        b: [1..100000]
        c: [1..100000]
        d: [1..100000]
        e: 👉[]
      stages:
        hello: {use: Say, text: "${a}${b}${c}${d}${e}"}
        all: {use: Gather, words: "hello[a=*,b=*,c=*,d=*]"}
      """,
      "the sweep over ‘e’ has no values; list at least one"),
    .init(
      "a value that explodes",
      """
      let:
        a: \(String(repeating: "x", count: 64))
        b: ${a}${a}${a}${a}${a}${a}${a}${a}
        c: ${b}${b}${b}${b}${b}${b}${b}${b}
        d: ${c}${c}${c}${c}${c}${c}${c}${c}
        e: ${d}${d}${d}${d}${d}${d}${d}${d}
        f: 👉${e}${e}${e}${e}${e}${e}${e}${e}
      stages:
        hello: {use: Say, text: "${f}"}
      """,
      "the value is longer than 1048576 bytes with everything filled in; shorten it"),
    .init(
      "a profile that sets what is not there",
      """
      let: {take: 5}
      profiles:
        small: {👉tale: 1}
      stages:
        hello: {use: Say, times: "${take}"}
      """,
      "a profile sets let and sweep values, and ‘tale’ is neither", suggestion: "take"),
    .init(
      "a profile that is a list",
      """
      profiles: {small: 👉[1]}
      stages:
        hello: {use: Say}
      """,
      "the profile ‘small’ must be a map of names and values"),
  ]

  @Test(arguments: cases)
  func `a faulty value is told with its place`(_ faulty: FaultyManifest) { faulty.check() }

  @Test func `a bad value from elsewhere is told at the setting and where it comes from`() {
    let manifest = """
      let: {often: never}
      stages:
        hello: {use: Say, times: "${often}"}
      """
    #expect(
      Scenario().faults(manifest) == """
        lab/experiment.yaml:3:28: error: times: expected a whole number, found ‘never’
          hello: {use: Say, times: "${often}"}
                                   ^
        lab/experiment.yaml:1:14: note: the value comes from here
        let: {often: never}
                     ^
        """)
  }

  @Test func `lists within lists, each a value of its own, are refused when too deep`() {
    func nested(_ depth: Int) -> String {
      let lets = (1..<depth).map { "  v\($0): [\"${v\($0 - 1)}\"]\n" }.joined()
      return "let:\n  v0: [1]\n\(lets)stages:\n  a: {use: Say, picks: \"${v\(depth - 1)}\"}\n"
    }
    let message =
      "more than 64 lists and maps inside one another with everything filled in; make it flatter"
    #expect(!Scenario().faults(nested(64)).contains(message))
    #expect(Scenario().faults(nested(65)).contains(message))
  }

  @Test func `a chain of 500 values is followed, one of 502 is refused`() {
    func chain(_ length: Int) -> String {
      let lets = (1..<length).map { "  v\($0): ${v\($0 - 1)}" }.joined(separator: "\n")
      return """
        let:
          v0: 7
        \(lets)
        stages:
          hello: {use: Say, times: "${v\(length - 1)}"}
        """
    }
    #expect(Scenario().faults(chain(501)) == "no faults")
    #expect(Scenario().faults(chain(502)).contains("more than 500 values depend on one another"))
  }
}
